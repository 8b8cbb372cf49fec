#include "agent/zygote.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/file.hpp"

namespace ianvs::agent {
namespace {

/// The longest is a list of the modules that were dropped.
constexpr std::size_t max_packet_bytes = 256 * 1024;
constexpr std::size_t max_answer_bytes = 64 * 1024;
constexpr std::size_t max_log_bytes = 1024 * 1024;
constexpr std::size_t max_words_bytes = 300;

Error socket_error(const std::string& what, int number) {
  const bool may_pass = number == EAGAIN || number == ENOBUFS || number == ENOMEM ||
                        number == EMFILE || number == ENFILE;
  return {may_pass ? ErrorKind::unavailable : ErrorKind::io, what + ": " + std::strerror(number),
          "", ""};
}

std::string last_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) {
    text.pop_back();
  }
  const auto before = text.rfind('\n');
  return before == std::string::npos ? text : text.substr(before + 1);
}

}  // namespace

Zygote::Zygote(asio::io_context& loop, InterpreterPlace place, std::function<void()> is_readable)
    : place_(std::move(place)), is_readable_(std::move(is_readable)), channel_(loop) {}

Result<std::unique_ptr<Zygote>> Zygote::start(asio::io_context& loop, Spawner& spawner,
                                              const InterpreterPlace& place, bool keep_warm,
                                              std::function<void()> is_readable) {
  std::unique_ptr<Zygote> zygote(new Zygote(loop, place, std::move(is_readable)));
  return zygote->spawn(spawner, keep_warm).map([&] { return std::move(zygote); });
}

Result<void> Zygote::spawn(Spawner& spawner, bool keep_warm) {
  Spawn what;
  what.command = {place_.python, place_.runner, keep_warm ? "zygote" : "check"};
  what.stdout_path = place_.logs + ".out";
  what.stderr_path = place_.logs + ".err";
  std::array<int, 2> ends{-1, -1};
  if (keep_warm) {
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      return tl::unexpected(socket_error("no socket can be made", errno));
    }
    channel_.assign(ends[0]);
    what.command.emplace_back("3");
    what.inherited = ends[1];
    what.is_subreaper = false;
  }
  auto pid = spawner.spawn(what);
  if (keep_warm) {
    ::close(ends[1]);
  }
  if (!pid) {
    return tl::unexpected(pid.error());
  }
  pid_ = *pid;
  if (keep_warm) {
    await_packets();
  }
  return {};
}

void Zygote::await_packets() {
  channel_.async_wait(asio::posix::stream_descriptor::wait_read,
                      [this](const boost::system::error_code& error) {
                        if (error) {
                          return;  // closed: it is done with
                        }
                        await_packets();
                        const auto tell = is_readable_;
                        tell();  // may destroy this
                      });
}

std::vector<FromZygote> Zygote::hear() {
  if (is_silent_) {
    return {};
  }
  return channel_.is_open() ? read_packets() : read_answer();
}

std::vector<FromZygote> Zygote::read_packets() {
  std::vector<FromZygote> heard;
  buffer_.resize(max_packet_bytes);
  for (;;) {
    const ssize_t got =
        ::recv(channel_.native_handle(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got <= 0) {
      is_silent_ = got == 0 || (errno != EAGAIN && errno != EINTR);
      if (is_silent_) {
        channel_.cancel();
      }
      return heard;
    }
    if (auto message = decode_from_zygote(
            std::string_view(buffer_).substr(0, static_cast<std::size_t>(got)))) {
      heard.push_back(std::move(*message));
    }
  }
}

std::vector<FromZygote> Zygote::read_answer() {
  std::vector<FromZygote> heard;
  if (!how_it_ended_) {
    return heard;
  }
  is_silent_ = true;
  const auto answer = read_file(place_.logs + ".out", max_answer_bytes);
  if (auto message = answer.and_then(decode_from_zygote)) {
    heard.push_back(std::move(*message));
  }
  return heard;
}

Result<void> Zygote::say(const std::string& packet) {
  if (::send(channel_.native_handle(), packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL) <
      0) {
    return tl::unexpected(socket_error("the warm interpreter does not listen", errno));
  }
  return {};
}

std::string Zygote::last_words() const {
  std::string line = last_line(read_file(place_.logs + ".err", max_log_bytes).value_or(""));
  line.resize(std::min(line.size(), max_words_bytes));
  return line;
}

}  // namespace ianvs::agent
