#include "coordinator/screen_text.hpp"

#include <doctest/doctest.h>

using namespace ianvs::coordinator;

TEST_CASE("what would move the cursor, change colours or is no text is escaped") {
  CHECK(escaped("plain \xC3\xA4 text") == "plain \xC3\xA4 text");
  CHECK(escaped("a\nb\tc\rd") == "a\\nb\\tc\\rd");
  CHECK(escaped("\x1b[31mred\x07") == "\\x1b[31mred\\x07");
  CHECK(escaped("bad \xff\xc3") == "bad \\xff\\xc3");
  CHECK(escaped("\xC2\x9B"
                "31m") == "\\xc2\\x9b31m");
}

TEST_CASE("lines stay lines, and what is in them is escaped") {
  CHECK(escaped_lines("one\n\n two \r\nth\tree\n", "|") == "one| two|th\\tree");
  CHECK(escaped_lines("\n", "|") == "");
  CHECK(escaped_lines("", "|") == "");
}

TEST_CASE("a long text is cut between characters") {
  CHECK(cut_to("abc", 3) == "abc");
  CHECK(cut_to("abcd", 3) == "ab\xE2\x80\xA6");
  CHECK(cut_to("\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F", 3) == "\xC3\xA4\xC3\xB6\xE2\x80\xA6");
}

TEST_CASE("the last lines are those that a reader of the log would see") {
  const std::vector<std::string> two = {"ValueError: bad", "the end"};
  CHECK(last_lines("Traceback\nValueError: bad\n\n  \nthe end\n\n", 2) == two);
  CHECK(last_lines("10%\r50%\r100%\n", 5) == std::vector<std::string>{"100%"});
  CHECK(last_lines("one", 5) == std::vector<std::string>{"one"});
  CHECK(last_lines(" \n\n", 5).empty());
  CHECK(last_lines("", 5).empty());
}
