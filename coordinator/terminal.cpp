#include "coordinator/terminal.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace ianvs::coordinator {
namespace {

constexpr std::size_t max_collected_bytes = 64 * 1024;
constexpr std::string_view to_line_start_and_erase = "\r\x1b[K";

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool can_move_cursor(int descriptor) {
  const char* terminal = std::getenv("TERM");
  return isatty(descriptor) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

}  // namespace

Terminal::Terminal(int descriptor, bool live)
    : descriptor_(descriptor),
      live_(live && can_move_cursor(descriptor)),
      colors_(can_move_cursor(descriptor) && !is_set("NO_COLOR")) {}

Terminal::~Terminal() {
  bar_.clear();
  flush();
}

unsigned Terminal::width() const {
  winsize size{};
  if (ioctl(descriptor_, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

void Terminal::write(std::string_view lines) {
  lines_ += lines;
  if (lines_.size() >= max_collected_bytes) flush();
}

void Terminal::set_bar(std::string bar) {
  if (live_) bar_ = std::move(bar);
}

void Terminal::flush() {
  if (lines_.empty() && bar_ == shown_bar_) return;
  std::string out;
  if (!shown_bar_.empty()) out += to_line_start_and_erase;
  out.append(lines_).append(bar_);
  put(out);
  lines_.clear();
  shown_bar_ = bar_;
}

void Terminal::put(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {  // somebody else's terminal may be in non-blocking mode
      pollfd ready{descriptor_, POLLOUT, 0};
      poll(&ready, 1, 1000);
    } else if (errno != EINTR) {
      return;  // nobody is left to tell
    }
  }
}

}  // namespace ianvs::coordinator
