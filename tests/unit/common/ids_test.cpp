#include "common/ids.hpp"

#include <doctest/doctest.h>

#include <unordered_set>

using namespace ianvs;

namespace {
/// RFC 4122's name space for DNS names; expected ids are those of Python's uuid.uuid5.
constexpr Bytes16 dns{{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f,
                       0xd4, 0x30, 0xc8}};
}  // namespace

TEST_CASE("a version-5 UUID is the one that everybody else computes") {
  CHECK(uuid_text(make_test_case_id(dns, "python.org")) == "886313e1-3b8a-5372-9b90-0c9aee199e5d");
}

TEST_CASE("names that end at, before and after a block's end of SHA-1 are padded rightly") {
  const struct {
    std::size_t length;
    const char* id;
  } cases[] = {
      {0, "4ebd0208-8328-5d69-8c44-ec50939c0967"},  {39, "2f80c0d1-1c62-579f-8d68-e61ad5592c9b"},
      {40, "e56fd57a-7633-5e1d-8f80-70e05ac413e5"}, {47, "a112377b-8258-5ef7-b5b0-d2540bc03abb"},
      {48, "83993b6c-dea9-55ca-be5b-9989c85943fc"}, {55, "4c506c2a-c3a2-508b-b2ce-25c3a06bf481"},
      {56, "f1b9151e-183c-58b7-b276-8dafd14a10b6"}, {200, "ddcc691a-b8e2-53e5-b059-6a232874b2eb"}};
  for (const auto& [length, id] : cases) {
    CAPTURE(length);
    CHECK(uuid_text(make_test_case_id(dns, std::string(length, 'x'))) == id);
  }
}

TEST_CASE("an id's text has lower-case digits, with dashes for people and none for folders") {
  CHECK(uuid_text(dns) == "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  CHECK(hex_text(dns) == "6ba7b8109dad11d180b400c04fd430c8");
}

TEST_CASE("ids order by their bytes and can be looked up by hash") {
  const TestCaseId a = make_test_case_id(dns, "a");
  const TestCaseId b = make_test_case_id(dns, "b");

  CHECK(a != b);
  CHECK((a < b) == (uuid_text(a) < uuid_text(b)));
  CHECK(std::unordered_set<TestCaseId>{a, b, a}.size() == 2);
  CHECK(RunId{2} < RunId{10});
}
