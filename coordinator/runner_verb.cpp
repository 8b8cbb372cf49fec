#include "coordinator/runner_verb.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/asio.hpp"
#include "common/runner_place.hpp"
#include "coordinator/stop_signals.hpp"

namespace ianvs::coordinator {
namespace {

constexpr std::size_t max_answer_bytes = 1 << 20;
constexpr std::size_t max_line_bytes = 4096;
/// From SIGTERM to SIGKILL.
constexpr auto grace = std::chrono::seconds(2);

Error os_error(const std::string& what, const std::string& where, int number) {
  return {number == ENOENT ? ErrorKind::not_found : ErrorKind::io,
          what + ": " + std::strerror(number), where, ""};
}

/// A descriptor that is closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

/// A file in memory that holds `content`, to be read from its start.
Descriptor file_in_memory(std::string_view content) {
  Descriptor file(memfd_create("ianvs", MFD_CLOEXEC));
  while (!content.empty()) {
    const auto written = write(file.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Descriptor();
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  lseek(file.get(), 0, SEEK_SET);
  return file;
}

std::string content_of(int file) {
  std::string content(max_answer_bytes, '\0');
  const auto size = pread(file, content.data(), content.size(), 0);
  content.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return content;
}

std::string describe(int status) {
  if (WIFSIGNALED(status)) {
    const char* name = sigabbrev_np(WTERMSIG(status));
    return std::string("killed by ") + (name != nullptr ? std::string("SIG") + name : "a signal");
  }
  return "exit status " + std::to_string(WEXITSTATUS(status));
}

/// posix_spawn's settings, freed at the end.
struct SpawnSettings {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t files;

  SpawnSettings(int in, int out, int errors) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
};

/// Waits for one process on a loop of its own, so that nothing else of this program goes on
/// meanwhile.
class Watch {
 public:
  Watch(pid_t pid, int pidfd, int errors, const VerbLine& on_line)
      : pid_(pid),
        end_(loop_, pidfd),
        errors_(loop_, errors),
        signals_(loop_),
        timer_(loop_),
        on_line_(on_line) {
    add_stop_signals(signals_);
  }

  VerbEnd wait(const std::optional<Duration>& limit) {
    errors_.non_blocking(true);
    wait_for_lines();
    wait_for_signal();
    if (limit) {
      timer_.expires_after(*limit);
      timer_.async_wait([this](const boost::system::error_code& cancelled) {
        if (cancelled) return;
        found_.timed_out = true;
        stop();
      });
    }
    end_.async_wait(asio::posix::stream_descriptor::wait_read,
                    [this](const boost::system::error_code&) { ended(); });
    loop_.run();
    return std::move(found_);
  }

 private:
  /// Reads only what is there: nothing is lost in a read that is under way when the verb ends.
  void wait_for_lines() {
    errors_.async_wait(asio::posix::stream_descriptor::wait_read,
                       [this](const boost::system::error_code& cancelled) {
                         if (!cancelled && read_what_is_there()) wait_for_lines();
                       });
  }

  /// False if no more will come.
  bool read_what_is_there() {
    boost::system::error_code error;
    while (!error) {
      const auto size = errors_.read_some(asio::buffer(buffer_), error);
      if (!error) take({buffer_.data(), size});
    }
    return error == asio::error::would_block;
  }

  void take(std::string_view text) {
    for (const char c : text) {
      if (c == '\n' || line_.size() == max_line_bytes) {
        on_line_(line_);
        line_.clear();
      }
      if (c != '\n') line_ += c;
    }
  }

  void wait_for_signal() {
    signals_.async_wait([this](const boost::system::error_code& cancelled, int signal) {
      if (cancelled) return;
      if (found_.stopped_by != 0) {
        kill(-pid_, SIGKILL);
      } else {
        found_.stopped_by = signal;
        stop();
      }
      wait_for_signal();
    });
  }

  void stop() {
    kill(-pid_, SIGTERM);
    timer_.expires_after(grace);
    timer_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled) kill(-pid_, SIGKILL);
    });
  }

  void ended() {
    // As long as nobody has waited for it, its number belongs to its session.
    if (found_.stopped_by != 0 || found_.timed_out) kill(-pid_, SIGKILL);
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
    found_.how = describe(status);
    read_what_is_there();
    if (!line_.empty()) on_line_(line_);
    loop_.stop();
  }

  const pid_t pid_;
  asio::io_context loop_;
  asio::posix::stream_descriptor end_, errors_;
  asio::signal_set signals_;
  asio::steady_timer timer_;
  const VerbLine& on_line_;
  std::array<char, 4096> buffer_{};
  std::string line_;
  VerbEnd found_;
};

}  // namespace

Result<VerbEnd> run_verb(const VerbCall& call, const ProcessLimits& limits,
                         const VerbLine& on_line) {
  auto program = runner_program();
  if (!program) return tl::unexpected(program.error());
  const Descriptor input = file_in_memory(call.input), answer = file_in_memory("");
  int pipe[2];
  if (input.get() < 0 || answer.get() < 0 || pipe2(pipe, O_CLOEXEC) != 0) {
    return tl::unexpected(os_error("nothing to speak with it by", *program, errno));
  }
  Descriptor errors(pipe[0]);
  std::string python = call.python, verb = call.verb;
  char* const arguments[] = {python.data(), program->data(), verb.data(), nullptr};
  pid_t pid = 0;
  const int failed = [&] {
    const Descriptor its_end(pipe[1]);
    const SpawnSettings settings(input.get(), answer.get(), its_end.get());
    const ProcessLimits::Given given(limits);
    return posix_spawnp(&pid, python.c_str(), &settings.files, &settings.attributes, arguments,
                        environ);
  }();
  if (failed != 0) return tl::unexpected(os_error("can't be started", python, failed));
  Descriptor pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (pidfd.get() < 0) {
    const int why = errno;
    kill(-pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return tl::unexpected(os_error("can't be watched", python, why));
  }
  auto end = Watch(pid, pidfd.release(), errors.release(), on_line).wait(call.limit);
  end.answer = content_of(answer.get());
  return end;
}

}  // namespace ianvs::coordinator
