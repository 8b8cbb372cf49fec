#include "agent/log_watch.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "common/file.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::agent;

namespace {

constexpr std::int64_t mib = std::int64_t{1} << 20;

/// Those of which the kernel is to tell this process.
int resting_logs() {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fdinfo")) {
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      count += line.starts_with("inotify wd:") ? 1 : 0;
    }
  }
  return count;
}

struct Harness {
  Harness() : log(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    watch.begin(path);
  }
  ~Harness() { ::close(log); }
  void write(const std::string& text) {
    REQUIRE(::write(log, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  struct stat look() const {
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    return info;
  }
  std::int64_t on_disk() const { return look().st_blocks * 512; }
  std::string content() const { return read_file(path, 64 * mib).value(); }
  void run_until(const std::function<bool()>& holds) {
    while (!holds()) {
      REQUIRE(loop.run_one() == 1);
    }
  }

  TempFolder folder;
  std::string path = folder.path("log");
  asio::io_context loop;
  std::vector<std::string> warnings;
  LogWatch watch{loop, LogLimit{mib, mib},
                 [this](const std::string& line) { warnings.push_back(line); }};
  int log;
};

}  // namespace

TEST_CASE("what a log holds on the disk is bounded while it grows, and its length in the end") {
  Harness harness;
  harness.write("the beginning\n");
  for (int i = 0; i < 20; ++i) {
    harness.write(std::string(mib, 'x'));
  }
  harness.run_until([&] { return harness.on_disk() < 3 * mib || !harness.warnings.empty(); });
  harness.write("the end\n");

  harness.watch.end(harness.path);

  const std::string content = harness.content();
  CHECK(content.starts_with("the beginning\nxxx"));
  CHECK(content.ends_with("xxxthe end\n"));
  const std::string line =
      "\n[ianvs-agent left out " + std::to_string(20 * mib + 22 - 2 * mib) + " bytes here: ";
  CHECK(content.find(line) == static_cast<std::size_t>(mib));
  CHECK(content.size() < static_cast<std::size_t>(2 * mib + 200));
}

TEST_CASE("a log that rests is looked at again when it is written to") {
  Harness harness;
  for (int round = 1; round <= 2; ++round) {
    harness.run_until([] { return resting_logs() == 1; });
    for (int i = 0; i < 8; ++i) {
      harness.write(std::string(mib, 'x'));
    }
    harness.run_until([&] { return harness.on_disk() < 3 * mib || !harness.warnings.empty(); });
  }
  CHECK(harness.look().st_size == 16 * mib);
  harness.watch.end(harness.path);
}

TEST_CASE("a log that its runner empties is kept from its new beginning on") {
  Harness harness;
  for (int i = 0; i < 8; ++i) {
    harness.write(std::string(mib, 'x'));
  }
  harness.run_until([&] { return harness.on_disk() < 3 * mib || !harness.warnings.empty(); });
  REQUIRE(::ftruncate(harness.log, 0) == 0);
  harness.write("afresh\n");

  harness.watch.end(harness.path);

  CHECK(harness.content() == "afresh\n");
}

TEST_CASE("bytes are kept as they are, and short logs altogether") {
  Harness harness;
  const std::string bytes("\0\xff\r\x1b[31m\n", 9);
  harness.write(bytes);
  harness.watch.end(harness.path);
  harness.watch.end(harness.path);  // again, and one that is unknown
  CHECK(harness.content() == bytes);
}

TEST_CASE("a log that is gone, or is none, is left alone") {
  Harness harness;
  REQUIRE(::unlink(harness.path.c_str()) == 0);
  REQUIRE(harness.loop.run_one() == 1);
  REQUIRE(::mkfifo(harness.path.c_str(), 0600) == 0);
  harness.watch.end(harness.path);
  struct stat info {};
  REQUIRE(::stat(harness.path.c_str(), &info) == 0);
  CHECK(S_ISFIFO(info.st_mode));
}
