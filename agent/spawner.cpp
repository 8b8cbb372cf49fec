#include "agent/spawner.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

#include "common/assert.hpp"
#include "common/file.hpp"

namespace ianvs::agent {
namespace {

constexpr std::size_t stack_bytes = 64 * 1024;
constexpr int inherited_as = 3;

bool is_program(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
         ::access(path.c_str(), X_OK) == 0;
}

void append_pointers(const std::vector<std::string>& texts, std::vector<char*>& out) {
  for (const auto& text : texts) {
    out.push_back(const_cast<char*>(text.c_str()));  // execve takes them so, and changes nothing
  }
}

std::string quoted(const std::string& text) { return "'" + text + "'"; }

}  // namespace

GivenLimits change_own_limits() {
  GivenLimits given;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    given.descriptors = limit;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  if (::getrlimit(RLIMIT_CORE, &limit) == 0) {
    given.core = limit;
    limit.rlim_cur = 0;  // the hard limit stays, or runners couldn't have theirs back
    ::setrlimit(RLIMIT_CORE, &limit);
  }
  return given;
}

// Sanitizers keep books of signal handlers and descriptors behind libc's functions, and those books
// are our memory.
#define IANVS_BARE __attribute__((no_sanitize("address", "undefined", "thread")))

/// What the child does between clone and exec. It shares our memory while we wait: it makes bare
/// system calls only, and writes nothing but its own report.
struct Spawner::Child {
  enum class Step { none, directory, standard_output, standard_error, program };

  const char* program;
  char* const* arguments;
  char* const* environment;
  const char* directory;
  const char* stdout_path;
  const char* stderr_path;
  int null;
  int inherited;
  bool is_subreaper;
  long parent;
  const rlimit* descriptors;
  const rlimit* core;
  // The report, if it gets no further.
  Step failed_step = Step::none;
  int error_number = 0;

  IANVS_BARE static int run(void* child) {
    static_cast<Child*>(child)->prepare_and_exec();
    ::syscall(SYS_exit_group, 127);
    return 127;
  }

  IANVS_BARE void prepare_and_exec() {
    ::syscall(SYS_setsid);
    ::syscall(SYS_prctl, PR_SET_CHILD_SUBREAPER, is_subreaper ? 1 : 0, 0, 0, 0);
    ::syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (::syscall(SYS_getppid) != parent) {
      return;  // it died before PDEATHSIG was set
    }
    reset_signals_and_limits();
    if (::syscall(SYS_chdir, directory) != 0) {
      return fail(Step::directory);
    }
    if (!redirect(STDOUT_FILENO, stdout_path)) {
      return fail(Step::standard_output);
    }
    if (!redirect(STDERR_FILENO, stderr_path)) {
      return fail(Step::standard_error);
    }
    ::syscall(SYS_dup3, null, STDIN_FILENO, 0);
    if (inherited == inherited_as) {
      ::syscall(SYS_fcntl, inherited, F_SETFD, 0);  // onto itself, dup3 would refuse it
    } else if (inherited >= 0) {
      ::syscall(SYS_dup3, inherited, inherited_as, 0);
    }
    // All of ours have O_CLOEXEC already, but libraries err, and kernels before 5.11 don't know
    // this.
    ::syscall(SYS_close_range, inherited >= 0 ? inherited_as + 1U : 3U, ~0U, CLOSE_RANGE_CLOEXEC);
    const std::uint64_t no_signal = 0;
    ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &no_signal, nullptr, sizeof(no_signal));
    ::syscall(SYS_execve, program, arguments, environment);
    fail(Step::program);
  }

  IANVS_BARE void reset_signals_and_limits() {
    const std::uint64_t by_default[4] =
        {};  // the kernel's struct sigaction: handler, flags, restorer, mask
    for (int signal = 1; signal <= 64; ++signal) {
      ::syscall(SYS_rt_sigaction, signal, by_default, nullptr, sizeof(std::uint64_t));
    }
    if (descriptors != nullptr) {
      ::syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, descriptors, nullptr);
    }
    if (core != nullptr) {
      ::syscall(SYS_prlimit64, 0, RLIMIT_CORE, core, nullptr);
    }
  }

  IANVS_BARE static bool redirect(int to, const char* path) {
    const long fd = ::syscall(SYS_openat, AT_FDCWD, path,
                              O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
    return fd >= 0 && ::syscall(SYS_dup3, fd, to, 0) >= 0;
  }

  IANVS_BARE void fail(Step step) {
    failed_step = step;
    error_number = errno;
  }
};

#undef IANVS_BARE

Spawner::Spawner(GivenLimits limits)
    : limits_(limits),
      null_(::open("/dev/null", O_RDONLY | O_CLOEXEC)),
      stack_(std::make_unique<std::byte[]>(stack_bytes)) {}

Spawner::~Spawner() {
  if (null_ >= 0) {
    ::close(null_);
  }
}

void Spawner::set_scene(std::string directory, std::vector<std::string> environment) {
  directory_ = std::move(directory);
  environment_ = std::move(environment);
  programs_.clear();
}

Result<pid_t> Spawner::spawn(const Spawn& what) {
  IANVS_ASSERT(!what.command.empty());
  const auto program = find_program(what.command.front());
  if (!program) {
    return tl::unexpected(program.error());
  }
  std::vector<char*> arguments, environment;
  arguments.reserve(what.command.size() + 1);
  append_pointers(what.command, arguments);
  arguments.push_back(nullptr);
  environment.reserve(environment_.size() + what.environment.size() + 1);
  append_pointers(environment_, environment);
  append_pointers(what.environment, environment);
  environment.push_back(nullptr);

  Child child{program->c_str(),
              arguments.data(),
              environment.data(),
              directory_.c_str(),
              what.stdout_path.c_str(),
              what.stderr_path.c_str(),
              null_,
              what.inherited,
              what.is_subreaper,
              ::getpid(),
              limits_.descriptors ? &*limits_.descriptors : nullptr,
              limits_.core ? &*limits_.core : nullptr};
  // No handler of ours may run in the child: it would do so in our memory.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid =
      ::clone(&Child::run, stack_.get() + stack_bytes, CLONE_VM | CLONE_VFORK | SIGCHLD, &child);
  const int clone_error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) {
    return tl::unexpected(Error{
        clone_error == EAGAIN || clone_error == ENOMEM ? ErrorKind::unavailable : ErrorKind::io,
        std::string("no more process can be started (") + std::strerror(clone_error) + ")", "",
        clone_error == EAGAIN ? "the limit of processes is reached: see "
                                "'ulimit -u' and the pids limit of the "
                                "cgroup or container"
                              : ""});
  }
  if (child.failed_step != Child::Step::none) {
    ::waitpid(pid, nullptr, 0);
    programs_.erase(what.command.front());
    return tl::unexpected(failure_of(child, what));
  }
  return pid;
}

Result<std::string> Spawner::find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    return name;
  }
  if (const auto known = programs_.find(name); known != programs_.end()) {
    return known->second;
  }
  std::string_view path;
  for (const std::string_view variable : environment_) {
    if (variable.substr(0, 5) == "PATH=") {
      path = variable.substr(5);
    }
  }
  for (bool is_last = false; !is_last;) {
    const auto colon = path.find(':');
    is_last = colon == std::string_view::npos;
    const std::string_view folder = path.substr(0, colon);
    std::string candidate = folder.substr(0, 1) == "/" ? "" : directory_ + "/";
    candidate.append(folder).append("/").append(name);
    if (is_program(candidate)) {
      return programs_[name] = candidate;
    }
    path.remove_prefix(is_last ? path.size() : colon + 1);
  }
  return tl::unexpected(
      Error{ErrorKind::not_found, "cannot start " + quoted(name) + ": not found in PATH", "", ""});
}

Error Spawner::failure_of(const Child& child, const Spawn& what) const {
  const auto& name = what.command.front();
  switch (child.failed_step) {
    case Child::Step::none:
      break;
    case Child::Step::directory:
      return file_error(directory_, "start runners in this folder", child.error_number);
    case Child::Step::standard_output:
      return file_error(what.stdout_path, "make this log", child.error_number);
    case Child::Step::standard_error:
      return file_error(what.stderr_path, "make this log", child.error_number);
    case Child::Step::program:
      Error error = file_error("", "be started", child.error_number);
      error.what = "cannot start " + quoted(name) + ": " + std::strerror(child.error_number);
      const std::string path = name.front() == '/' ? name : directory_ + "/" + name;
      if (child.error_number == ENOENT && is_program(path)) {
        error.what += " (the program that its first line names)";
      } else if (child.error_number == ENOENT && name.front() != '/') {
        error.what += " in " + directory_;
      } else if (child.error_number == ENOEXEC) {
        error.hint = "a script must begin with a line such as '#!/bin/sh'";
      }
      return error;
  }
  IANVS_ASSERT(false);
}

}  // namespace ianvs::agent
