#include "common/display_width.hpp"

#include <doctest/doctest.h>

using namespace ianvs;

TEST_CASE("texts are as wide as a terminal shows them") {
  const std::pair<const char*, std::size_t> cases[] = {
      {"", 0},       {"abc", 3},          {"\u00e9", 1},     {"e\u0301", 1},    {"\u4e2d\u6587", 4},
      {"\uff21", 2}, {"\uac00", 2},       {"\U0001F600", 2}, {"\U00020000", 2}, {"a\u200db", 2},
      {"\u2014", 1}, {"\u05d0\u05b0", 1}, {"\xff\xfe", 2},   {"\x1b", 1},       {"\u303f", 1},
  };
  for (const auto& [text, width] : cases) {
    CAPTURE(text);
    CHECK(display_width(text) == width);
  }
}
