#include "coordinator/terminal.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <string>

using namespace ianvs::coordinator;

namespace {

/// A pseudo-terminal; what is written to one end is read at the other.
struct PseudoTerminal {
  int screen = posix_openpt(O_RDWR | O_NOCTTY);
  int program = -1;

  explicit PseudoTerminal(unsigned short columns) {
    REQUIRE(grantpt(screen) == 0);
    REQUIRE(unlockpt(screen) == 0);
    program = open(ptsname(screen), O_RDWR | O_NOCTTY);
    REQUIRE(program >= 0);
    winsize size{24, columns, 0, 0};
    ioctl(program, TIOCSWINSZ, &size);
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
  }
  ~PseudoTerminal() {
    close(program);
    close(screen);
  }
  std::string seen() const {
    std::array<char, 4096> buffer{};
    const auto count = read(screen, buffer.data(), buffer.size());
    return {buffer.data(), static_cast<std::size_t>(count)};
  }
};

}  // namespace

TEST_CASE("lines stand above the bar, which is drawn anew below them") {
  const PseudoTerminal pty(100);
  Terminal terminal(pty.program, true);
  CHECK(terminal.is_live());
  CHECK(terminal.has_colors());
  CHECK(terminal.width() == 100);

  terminal.set_bar("[#..]");
  terminal.flush();
  CHECK(pty.seen() == "[#..]");
  terminal.write("one\n");
  terminal.write("two\n");
  terminal.set_bar("[##.]");
  terminal.flush();
  CHECK(pty.seen() == "\r\x1b[Kone\r\ntwo\r\n[##.]");
  terminal.set_bar("");
  terminal.flush();
  CHECK(pty.seen() == "\r\x1b[K");
}

TEST_CASE("NO_COLOR and a dumb terminal are respected") {
  const PseudoTerminal pty(80);
  setenv("NO_COLOR", "1", 1);
  CHECK_FALSE(Terminal(pty.program, true).has_colors());
  CHECK(Terminal(pty.program, true).is_live());
  unsetenv("NO_COLOR");
  setenv("TERM", "dumb", 1);
  CHECK_FALSE(Terminal(pty.program, true).has_colors());
  CHECK_FALSE(Terminal(pty.program, true).is_live());
}

TEST_CASE("where there is no terminal, lines are all there is, written together") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  {
    Terminal terminal(ends[1], true);
    CHECK_FALSE(terminal.is_live());
    CHECK_FALSE(terminal.has_colors());
    terminal.set_bar("[#..]");
    terminal.write("one\n");
    terminal.flush();
    terminal.write("two\n");
  }
  close(ends[1]);
  std::array<char, 100> buffer{};
  const auto count = read(ends[0], buffer.data(), buffer.size());
  close(ends[0]);
  CHECK(std::string(buffer.data(), static_cast<std::size_t>(count)) == "one\ntwo\n");
}
