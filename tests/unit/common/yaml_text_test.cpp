#include "common/yaml_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ianvs;

TEST_CASE("line breaks of all systems become one, and a byte order mark goes") {
  CHECK(with_plain_line_breaks("\xEF\xBB\xBF"
                               "a\r\nb\rc\n\r") == "a\nb\nc\n\n");
}

TEST_CASE("bytes that YAML doesn't allow are found where they stand") {
  CHECK_FALSE(find_forbidden_byte("a: \t\xC3\xA9 \xF0\x9F\x98\x80 \xC2\x85\n"));
  CHECK(find_forbidden_byte(std::string("ab\0c", 4))->offset == 2);
  CHECK(find_forbidden_byte("ab\x1b[31m")->offset == 2);
  CHECK(find_forbidden_byte("ab\xFC")->offset == 2);
  CHECK(find_forbidden_byte("ab\xC2\x80")->offset == 2);
  CHECK(find_forbidden_byte(std::string("\xFF\xFE"
                                        "a\0",
                                        4))
            ->what.find("UTF-16") != std::string::npos);
}

TEST_CASE("columns count characters, from 1") {
  const std::string text = "a\n\xC3\xA9\xC3\xA9x\n";
  CHECK(mark_of(text, 0).line == 1);
  CHECK(mark_of(text, 0).column == 1);
  CHECK(mark_of(text, 6).line == 2);
  CHECK(mark_of(text, 6).column == 3);
}

TEST_CASE("scalars in which tabs are content are measured") {
  const struct {
    std::string text;
    std::size_t begin, end;
  } cases[] = {{"\"a\\\"b\" x", 0, 6},        {"'it''s' x", 0, 7},     {"&a !!str 'x' y", 9, 12},
               {"|\n a\n\n  b\nc: 1", 0, 10}, {">-\n  a\n b\n", 0, 7}, {"\"never closed", 0, 13}};
  for (const auto& [text, begin, end] : cases) {
    CAPTURE(text);
    const auto span = span_of_scalar(text, 0);
    REQUIRE(span);
    CHECK(span->begin == begin);
    CHECK(span->end == end);
  }
  CHECK_FALSE(span_of_scalar("plain 'x'", 0));
  CHECK_FALSE(span_of_scalar("", 0));
}

TEST_CASE("tabs count outside of such scalars and of comments only") {
  CHECK(find_tab("a:\tb", {}) == 2);
  CHECK_FALSE(find_tab("a: b # x\ty\n#\tz\n", {}));
  CHECK(find_tab("a: b#\ty\n", {}) == 5);
  CHECK_FALSE(find_tab("a: '\t' # \t", {{3, 6}}));
  CHECK(find_tab("a: '#' \t", {{3, 6}}) == 7);
}

TEST_CASE("the tag ! alone is told from other tags") {
  CHECK(has_bare_tag("! x", 0));
  CHECK(has_bare_tag("&a ! x", 0));
  CHECK_FALSE(has_bare_tag("!x y", 0));
  CHECK_FALSE(has_bare_tag("'!' x", 0));
}
