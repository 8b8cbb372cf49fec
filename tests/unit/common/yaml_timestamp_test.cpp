#include "common/yaml_timestamp.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ianvs;

TEST_CASE("dates and times are printed as Python prints them") {
  const struct {
    std::string text;
    std::string str;
    std::string repr;
  } cases[] = {
      {"2001-12-14", "2001-12-14", "datetime.date(2001, 12, 14)"},
      {"2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.100000-05:00",
       "datetime.datetime(2001, 12, 14, 21, 59, 43, 100000, "
       "tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=68400)))"},
      {"2001-1-2 3:04:05", "2001-01-02 03:04:05", "datetime.datetime(2001, 1, 2, 3, 4, 5)"},
      {"2001-01-02T03:04:00", "2001-01-02 03:04:00", "datetime.datetime(2001, 1, 2, 3, 4)"},
      {"2001-01-02T03:04:00.000001Z", "2001-01-02 03:04:00.000001+00:00",
       "datetime.datetime(2001, 1, 2, 3, 4, 0, 1, tzinfo=datetime.timezone.utc)"},
      {"2001-01-02 03:04:05 +5:30", "2001-01-02 03:04:05+05:30",
       "datetime.datetime(2001, 1, 2, 3, 4, 5, "
       "tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))"},
      {"2001-01-02 03:04:05.1234567", "2001-01-02 03:04:05.123456",
       "datetime.datetime(2001, 1, 2, 3, 4, 5, 123456)"},
      {"2024-02-29", "2024-02-29", "datetime.date(2024, 2, 29)"}};
  for (const auto& [text, str, repr] : cases) {
    CAPTURE(text);
    CHECK(looks_like_yaml_timestamp(text));
    const auto value = yaml_timestamp(text);
    REQUIRE(value);
    CHECK(python_str(*value) == str);
    CHECK(python_repr(*value) == repr);
  }
}

TEST_CASE("a date alone needs two digits for month and day, as in PyYAML") {
  for (const std::string text :
       {"2001-1-1", "2001-01-1", "01-01-2001", "2001-01-01x", "2001-01-01 ", "2001-01-01T1:2:3",
        "2001-01", "20010101", "2001-01-01T01:02"}) {
    CAPTURE(text);
    CHECK_FALSE(looks_like_yaml_timestamp(text));
  }
}

TEST_CASE("days, times and offsets that don't exist are refused, as Python does") {
  for (const std::string text :
       {"2001-02-29", "1900-02-29", "2001-13-01", "2001-00-01", "2001-04-31", "0000-01-01",
        "2001-01-01T24:00:00", "2001-01-01T23:60:00", "2001-01-01T23:59:60",
        "2001-01-01T00:00:00+24:00"}) {
    CAPTURE(text);
    CHECK(looks_like_yaml_timestamp(text));
    CHECK_FALSE(yaml_timestamp(text));
  }
}
