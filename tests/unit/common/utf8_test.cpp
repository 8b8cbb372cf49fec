#include "common/utf8.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace ianvs;

TEST_CASE("every code point survives encoding and decoding") {
  std::size_t wrong = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    std::string text;
    append_utf8(text, c);
    const CodePoint point = decode_utf8(text, 0);
    if (!point.valid || point.value != c || point.size != text.size()) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("what is no UTF-8 is found and replaced byte by byte") {
  const std::vector<std::string> broken = {
      "\x80",             // a continuation without a beginning
      "\xc3",             // cut off
      "\xc0\xaf",         // overlong
      "\xe0\x80\xaf",     // overlong
      "\xed\xa0\x80",     // a surrogate
      "\xf4\x90\x80\x80"  // beyond U+10FFFF
  };
  for (const std::string& bytes : broken) {
    std::string replaced = "ok";
    for (std::size_t i = 0; i < bytes.size(); ++i) replaced += "\ufffd";
    CHECK(find_invalid_utf8("ok" + bytes) == 2);
    CHECK(to_valid_utf8("ok" + bytes) == replaced);
  }
  CHECK(find_invalid_utf8("\u00e9\u4e2d\U0001F600") == std::string::npos);
}

TEST_CASE("controls, formats, separators and private characters are not printable") {
  for (const char32_t c : {0x0, 0x1F, 0x7F, 0x9F, 0xA0, 0xAD, 0x200B, 0x2028, 0x3000, 0xD800,
                           0xE000, 0xFEFF, 0xFFFF, 0xE0001, 0x10FFFF}) {
    CAPTURE(static_cast<unsigned>(c));
    CHECK_FALSE(is_printable(c));
  }
  for (const char32_t c : {0x20, 0x41, 0xA1, 0xE9, 0x4E2D, 0x2010, 0xFFFD, 0x1F600, 0xE0100}) {
    CAPTURE(static_cast<unsigned>(c));
    CHECK(is_printable(c));
  }
}
