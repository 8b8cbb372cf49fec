#include "coordinator/local_agent.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "common/log.hpp"

namespace ianvs::coordinator {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kept_words = 10;
constexpr std::size_t max_line_bytes = 4096;
/// So long a keeper may take to end what its agent left behind.
constexpr int sweep_limit_ms = 3000;
/// So long the agent waits, with nothing to do, for a coordinator that vanished.
constexpr const char* orphan_timeout = "60s";

bool is_program(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

/// posix_spawn's settings, freed at the end.
struct SpawnSettings {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t files;

  explicit SpawnSettings(int stderr_descriptor) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    // A session of its own: a Ctrl-C in the terminal is for the coordinator alone.
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, stderr_descriptor, STDERR_FILENO);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
};

/// Field 4 of /proc/<pid>/stat; 0 if there is no such process.
pid_t parent_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto behind_name = text.rfind(')');
  if (behind_name == std::string::npos || behind_name + 4 >= text.size()) return 0;
  return static_cast<pid_t>(std::strtol(text.c_str() + behind_name + 4, nullptr, 10));
}

/// The first child that `pid` has; 0 if it has none.
pid_t first_child_of(pid_t pid) {
  const auto process = std::to_string(pid);
  std::ifstream file("/proc/" + process + "/task/" + process + "/children");
  pid_t child = 0;
  return file >> child ? child : 0;
}

std::string describe(int status) {
  if (WIFSIGNALED(status)) {
    const char* name = sigabbrev_np(WTERMSIG(status));
    return std::string("killed by ") + (name != nullptr ? std::string("SIG") + name : "a signal");
  }
  return "exit status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

Result<std::string> find_agent_program() {
  std::error_code error;
  const auto beside = fs::read_symlink("/proc/self/exe", error).parent_path() / "ianvs-agent";
  if (!error && is_program(beside)) return beside.string();
  const char* path = std::getenv("PATH");
  std::string_view folders = path != nullptr ? path : "";
  while (!folders.empty()) {
    const auto folder = folders.substr(0, folders.find(':'));
    folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
    if (folder.empty()) continue;
    if (const auto program = fs::path(folder) / "ianvs-agent"; is_program(program)) {
      return program.string();
    }
  }
  return tl::unexpected(
      Error{ErrorKind::not_found, "there is no ianvs-agent, neither here nor in PATH",
            beside.parent_path().string(), "Install both programs in one folder."});
}

/// A process and the descriptor that becomes readable when it ends.
struct LocalAgent::Watched {
  Watched(asio::io_context& loop, pid_t its_pid, int pidfd)
      : pid(its_pid), descriptor(loop, pidfd) {}
  pid_t pid;
  asio::posix::stream_descriptor descriptor;
};

struct LocalAgent::Reader {
  Reader(asio::io_context& loop, int pipe) : descriptor(loop, pipe) {}
  asio::posix::stream_descriptor descriptor;
  std::array<char, 4096> buffer{};
  std::string line;
};

LocalAgent::LocalAgent(asio::io_context& loop, const ProcessLimits& limits, LocalAgentConfig config,
                       LocalAgentListener listener)
    : loop_(loop), limits_(limits), config_(std::move(config)), listener_(std::move(listener)) {}

LocalAgent::~LocalAgent() {
  if (keeper_ == nullptr) return;
  // The agent alone at first: its keeper then ends whatever the agent left behind.
  const pid_t agent = agent_ != nullptr ? agent_->pid : first_child_of(keeper_->pid);
  agent > 0 ? kill(agent, SIGKILL) : kill(keeper_->pid, SIGTERM);
  pollfd ended{keeper_->descriptor.native_handle(), POLLIN, 0};
  if (poll(&ended, 1, sweep_limit_ms) != 1) kill(keeper_->pid, SIGKILL);
  waitpid(keeper_->pid, nullptr, 0);
}

bool LocalAgent::is_there() const { return keeper_ != nullptr || agent_ != nullptr; }

Result<void> LocalAgent::start() {
  const auto program = find_agent_program();
  if (!program) return tl::unexpected(program.error());
  int pipe[2];
  if (pipe2(pipe, O_CLOEXEC) != 0) {
    return tl::unexpected(
        Error{ErrorKind::io, std::string("no pipe: ") + std::strerror(errno), *program, ""});
  }
  const std::vector<std::string> command = {*program,
                                            "--join",
                                            config_.join,
                                            "--access",
                                            config_.access_path,
                                            "--local",
                                            "--workers",
                                            std::to_string(config_.workers),
                                            "--orphan-timeout",
                                            orphan_timeout};
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t pid = 0;
  const SpawnSettings settings(pipe[1]);
  const int failed = [&] {
    const ProcessLimits::Given given(limits_);
    return posix_spawn(&pid, program->c_str(), &settings.files, &settings.attributes,
                       arguments.data(), environ);
  }();
  close(pipe[1]);
  if (failed != 0) {
    close(pipe[0]);
    return tl::unexpected(Error{
        ErrorKind::io, std::string("can't be started: ") + std::strerror(failed), *program, ""});
  }
  words_ = std::make_unique<Reader>(loop_, pipe[0]);
  last_words_.clear();
  read_words();
  keeper_ = watch(pid, [this] { keeper_ended(); });
  if (keeper_ != nullptr) return {};
  const int why = errno;
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
  return tl::unexpected(
      Error{ErrorKind::io, std::string("can't be watched: ") + std::strerror(why), *program, ""});
}

void LocalAgent::said_hello(std::uint64_t claimed_pid) {
  const auto pid = static_cast<pid_t>(claimed_pid);
  if (keeper_ == nullptr || agent_ != nullptr || parent_of(pid) != keeper_->pid) return;
  agent_ = watch(pid, [this] { agent_ended(); });
}

std::unique_ptr<LocalAgent::Watched> LocalAgent::watch(pid_t pid, std::function<void()> on_end) {
  const auto pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) return nullptr;
  auto watched = std::make_unique<Watched>(loop_, pid, pidfd);
  watched->descriptor.async_wait(
      asio::posix::stream_descriptor::wait_read,
      [on_end = std::move(on_end)](const boost::system::error_code& cancelled) {
        if (!cancelled) on_end();
      });
  return watched;
}

void LocalAgent::read_words() {
  words_->descriptor.async_read_some(
      asio::buffer(words_->buffer),
      [this](const boost::system::error_code& error, std::size_t count) {
        if (error) return;
        take_words(count);
        read_words();
      });
}

/// What is there already: its last words are often the reason for its end.
void LocalAgent::read_last_words() {
  boost::system::error_code error;
  words_->descriptor.non_blocking(true, error);
  while (!error) {
    const auto count = words_->descriptor.read_some(asio::buffer(words_->buffer), error);
    if (!error) take_words(count);
  }
}

void LocalAgent::take_words(std::size_t count) {
  for (const char c : std::string_view(words_->buffer.data(), count)) {
    if (c != '\n') {
      if (words_->line.size() < max_line_bytes) words_->line += c;
    } else {
      hear(words_->line);
      words_->line.clear();
    }
  }
}

void LocalAgent::hear(std::string_view line) {
  last_words_.emplace_back(line);
  if (last_words_.size() > kept_words) last_words_.pop_front();
  for (const std::string_view word : {"warning: ", "error: "}) {
    if (line.starts_with(word)) {
      return log_warning("local agent: " + std::string(line.substr(word.size())));
    }
  }
  log_debug("local agent: " + std::string(line));
}

void LocalAgent::keeper_ended() {
  int status = 0;
  waitpid(keeper_->pid, &status, 0);
  how_it_ended_ = describe(status);
  read_last_words();
  keeper_.reset();
  tell_if_gone();
}

void LocalAgent::agent_ended() {
  const auto pid = static_cast<std::uint64_t>(agent_->pid);
  agent_.reset();
  listener_.lost(pid);
  tell_if_gone();
}

void LocalAgent::tell_if_gone() {
  if (!is_there()) listener_.gone();
}

void LocalAgent::leave_alone() {
  ask_to_end();
  keeper_.reset();
  agent_.reset();
}

void LocalAgent::ask_to_end() {
  const auto& one = keeper_ != nullptr ? keeper_ : agent_;
  if (one != nullptr) kill(one->pid, SIGTERM);
}

}  // namespace ianvs::coordinator
