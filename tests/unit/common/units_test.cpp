#include "common/units.hpp"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using namespace ianvs;
using namespace std::chrono_literals;

TEST_CASE("sizes are read with decimal and binary units") {
  const std::vector<std::pair<std::string_view, std::int64_t>> table = {
      {"0", 0},
      {"17", 17},
      {"17B", 17},
      {"512MB", 512'000'000},
      {"4GB", 4'000'000'000},
      {"4 GB", 4'000'000'000},
      {" 4gb ", 4'000'000'000},
      {"1.5GiB", 1'610'612'736},
      {"4Gi", 4LL << 30},
      {"10kB", 10'000},
      {"10KiB", 10'240},
      {"0.5TiB", 1LL << 39},
      {"2Ti", 2LL << 40},
      {"1.000000001GB", 1'000'000'001},
      {"9223372036854775807", 9'223'372'036'854'775'807}};
  for (const auto& [text, bytes] : table) {
    CAPTURE(text);
    const auto size = parse_size(text);
    REQUIRE(size);
    CHECK(*size == bytes);
  }
}

TEST_CASE("what is no size is refused and the forms that are allowed are told") {
  for (const std::string_view text : {"", "GB", "-1GB", "1.GB", ".5GB", "1e9", "4GBB", "4GB x",
                                      "4Gib/s", "0x10", "9223372036854775808", "10000000TB"}) {
    CAPTURE(text);
    const auto size = parse_size(text);
    REQUIRE_FALSE(size);
    CHECK(size.error().kind == ErrorKind::invalid);
    CHECK(size.error().hint == "write 512MB, 4GB (10^9 bytes) or 4GiB (2^30)");
  }
}

TEST_CASE("a bare 4G is refused since its base depends on whom one asks") {
  CHECK(parse_size("4G").error().hint == "4GB or 4GiB?");
  CHECK(parse_size("4 M").error().hint == "4MB or 4MiB?");
  CHECK(parse_size("4G").error().what == "'4G' has a unit that is not clear");
}

TEST_CASE("durations are read in words, as Slurm writes them, and as seconds") {
  const std::vector<std::pair<std::string_view, Duration>> table = {
      {"0", 0s},          {"90", 90s},          {"1.5", 1500ms},          {"90s", 90s},
      {"15m", 15min},     {"2h30m", 150min},    {"2h 30m", 150min},       {"500ms", 500ms},
      {"1d12h", 36h},     {"0.5h", 30min},      {"1-02:00:00", 26h},      {"1-02", 26h},
      {"1:30", 90s},      {"02:30:00", 150min}, {"1-02:30", 26h + 30min}, {"90S", 90s},
      {"1h0m5s", 1h + 5s}};
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    const auto duration = parse_duration(text);
    REQUIRE(duration);
    CHECK(*duration == expected);
  }
}

TEST_CASE("what is no duration is refused and the forms that are allowed are told") {
  for (const std::string_view text :
       {"", "-5s", "s", "5x", "5m5m", "5s5m", "1:2:3:4", "1-2:3:4:5", "1:", "1-", "1.5:30",
        "999999d", "9999999999999", "never", "1h-2m"}) {
    CAPTURE(text);
    const auto duration = parse_duration(text);
    REQUIRE_FALSE(duration);
    CHECK(duration.error().what == "'" + std::string(text) + "' is no duration");
    CHECK_FALSE(duration.error().hint.empty());
  }
}

TEST_CASE("amounts are read in parts of 1/10,000, rounded down") {
  const std::vector<std::pair<std::string_view, std::int64_t>> table = {
      {"2", 20'000}, {"0.5", 5'000},     {"500m", 5'000},    {"1500m", 15'000}, {"0", 0},
      {"0.0", 0},    {"0.33333", 3'333}, {"0.16667", 1'666}, {"0.0001", 1}};
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    const auto amount = parse_amount(text);
    REQUIRE(amount);
    CHECK(*amount == expected);
  }
}

TEST_CASE("what is no amount, and what is too small to count, is refused") {
  for (const std::string_view text :
       {"", "m", "-1", "1M", "1 m", "two", "0.00001", "1e3", "9223372036854775807"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_amount(text));
  }
}

TEST_CASE("sizes are written with three significant digits") {
  const std::vector<std::pair<std::int64_t, std::string_view>> table = {
      {0, "0B"},
      {17, "17B"},
      {999, "999B"},
      {1'000, "1kB"},
      {10'000, "10kB"},
      {1'234, "1.23kB"},
      {1'235, "1.24kB"},
      {99'950, "100kB"},
      {999'499, "999kB"},
      {999'500, "1MB"},
      {512'000'000, "512MB"},
      {1'500'000'000, "1.5GB"},
      {4'000'000'000, "4GB"},
      {9'223'372'036'854'775'807, "9.22EB"},
      {-1'500, "-1.5kB"}};
  for (const auto& [bytes, text] : table) {
    CHECK(format_size(bytes) == text);
  }
}

TEST_CASE("durations are written for people, the smaller unit with two digits") {
  const std::vector<std::pair<Duration, std::string_view>> table = {
      {0s, "0.0s"},          {400ms, "0.4s"},   {9940ms, "9.9s"},          {9960ms, "10s"},
      {12s, "12s"},          {59'400ms, "59s"}, {59'600ms, "1m 00s"},      {3min + 7s, "3m 07s"},
      {2h + 5min, "2h 05m"}, {76h, "3d 04h"},   {3599s + 600ms, "1h 00m"}, {-5s, "0.0s"}};
  for (const auto& [duration, text] : table) {
    CHECK(format_duration(duration) == text);
  }
}

TEST_CASE("amounts are written without zeros at the end") {
  CHECK(format_amount(20'000) == "2");
  CHECK(format_amount(5'000) == "0.5");
  CHECK(format_amount(3'333) == "0.3333");
  CHECK(format_amount(1) == "0.0001");
  CHECK(format_amount(0) == "0");
}
