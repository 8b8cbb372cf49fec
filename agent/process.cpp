#include "agent/process.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <utility>

namespace ianvs::agent {
namespace {

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

/// Appends the pids that a task's file `children` lists.
void append_listed(int fd, std::vector<pid_t>& out) {
  std::array<char, 4096> buffer;
  pid_t pid = 0;  // may be cut by the end of the buffer
  ssize_t got = 0;
  for (off_t at = 0; (got = ::pread(fd, buffer.data(), buffer.size(), at)) > 0; at += got) {
    for (const char c : std::string_view(buffer.data(), static_cast<std::size_t>(got))) {
      if (c >= '0' && c <= '9') {
        pid = pid * 10 + (c - '0');
      } else if (pid != 0) {
        out.push_back(std::exchange(pid, 0));
      }
    }
  }
}

/// A process that was forked a moment ago leads no group yet.
void signal_group(pid_t leader, int signal) {
  if (::kill(-leader, signal) != 0 && errno == ESRCH) {
    ::kill(leader, signal);
  }
}

void append_children_of_task(const std::string& task_folder, std::vector<pid_t>& out) {
  const int fd = ::open((task_folder + "/children").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd >= 0) {
    append_listed(fd, out);
    ::close(fd);
  }
}

void append_children_of(pid_t process, std::vector<pid_t>& out) {
  const std::string tasks = "/proc/" + std::to_string(process) + "/task/";
  DIR* folder = ::opendir(tasks.c_str());
  if (folder == nullptr) {
    return;
  }
  while (const dirent* entry = ::readdir(folder)) {
    if (entry->d_name[0] != '.') {
      append_children_of_task(tasks + entry->d_name, out);
    }
  }
  ::closedir(folder);
}

}  // namespace

void become_subreaper() { ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

std::vector<Reaped> reap() {
  std::vector<Reaped> result;
  for (;;) {
    Reaped one;
    rusage usage{};
    one.pid = ::wait4(-1, &one.wait_status, WNOHANG, &usage);
    if (one.pid <= 0) {
      return result;
    }
    one.user_seconds = seconds_of(usage.ru_utime);
    one.system_seconds = seconds_of(usage.ru_stime);
    one.peak_ram_bytes = std::int64_t{usage.ru_maxrss} * 1024;
    result.push_back(one);
  }
}

ChildList::ChildList()
    : descriptor_(::open(("/proc/self/task/" + std::to_string(::gettid()) + "/children").c_str(),
                         O_RDONLY | O_CLOEXEC)) {}

ChildList::~ChildList() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

std::vector<pid_t> ChildList::read() const {
  std::vector<pid_t> result;
  append_listed(descriptor_, result);
  return result;
}

std::vector<pid_t> descendants(pid_t pid) {
  std::vector<pid_t> result;
  append_children_of(pid, result);
  for (std::size_t i = 0; i < result.size(); ++i) {
    append_children_of(result[i], result);
  }
  return result;
}

void terminate_tree(pid_t pid) {
  const auto tree = descendants(pid);  // before its end scatters them
  signal_group(pid, SIGTERM);
  for (const pid_t each : tree) {
    if (::getpgid(each) != pid) {
      ::kill(each, SIGTERM);
    }
  }
}

void kill_group(pid_t pid) { signal_group(pid, SIGKILL); }

void end_all_children(const ChildList& children) {
  for (;;) {
    for (const pid_t child : children.read()) {
      ::kill(child, SIGKILL);
    }
    // One at a time: each death may bring us new children.
    if (::waitpid(-1, nullptr, 0) < 0 && errno == ECHILD) {
      return;
    }
  }
}

}  // namespace ianvs::agent
