#include "common/yaml.hpp"

#include <doctest/doctest.h>

#include <string>

#include "common/file.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;

namespace {
std::string repr_of(const std::string& text) {
  const auto value = parse_yaml(text, "f");
  return value ? python_repr(*value) : to_text(value.error().front());
}
}  // namespace

TEST_CASE("documents are read as PyYAML reads them") {
  const struct {
    std::string text;
    std::string repr;
  } cases[] = {
      {"", "None"},
      {"# nothing\n---\n...\n", "None"},
      {"a: 1e-4\nb: 1.0e-4\nc: yes\nd: 'yes'\ne:\nf: ~\n",
       "{'a': '1e-4', 'b': 0.0001, 'c': True, 'd': 'yes', 'e': None, 'f': None}"},
      {"[1,000, a, {b}, c: d]", "[1, 0, 'a', {'b': None}, {'c': 'd'}]"},
      {"a: |\n  x\n   y\n\nb: >-\n  x\n  y\n", "{'a': 'x\\n y\\n', 'b': 'x y'}"},
      {"a: >+\n  x\n\n\n\n", "{'a': 'x\\n\\n\\n\\n'}"},
      {"- - >+\n\n  - a: |\n      x\n", "[['\\n', {'a': 'x\\n'}]]"},
      {"'it''s': \"caf\\u00e9\\t\"", "{\"it's\": 'café\\t'}"},
      {"a: &x [1]\nb: *x\n", "{'a': [1], 'b': [1]}"},
      {"d: &d {a: 1, b: 2}\ne: {b: 3, <<: *d}\n", "{'d': {'a': 1, 'b': 2}, 'e': {'a': 1, 'b': 3}}"},
      {"'<<': 1\n=: 2\n", "{'<<': 1, '=': 2}"},
      {"!!str 12", "'12'"},
      {"! \"12\"", "12"},
      {"- !!str\n- !!null x\n", "['', None]"},
      {"? a\n: b\n", "{'a': 'b'}"},
      {"a: b\r\nc: d\re: f", "{'a': 'b', 'c': 'd', 'e': 'f'}"},
      {"\xEF\xBB\xBF"
       "a: 1\n",
       "{'a': 1}"},
      {"1: a\n2001-01-01: b\n~: c\n", "{1: 'a', datetime.date(2001, 1, 1): 'b', None: 'c'}"},
      {"a: 'x\ty' # \tz\n", "{'a': 'x\\ty'}"},
      {"a: |\n  x\ty\n", "{'a': 'x\\ty\\n'}"}};
  for (const auto& [text, repr] : cases) {
    CAPTURE(text);
    CHECK(repr_of(text) == repr);
  }
}

TEST_CASE("what PyYAML doesn't read is told with line and column") {
  const struct {
    std::string text;
    std::string error;
  } cases[] = {{"a: b\nc: d: e\n", "f:2:5: not valid YAML: a ':' stands where no key can end"},
               {"a:\n\tb: 1\n", "f:2:1: a tab stands here"},
               {"a:\tb\n", "f:1:3: a tab stands here"},
               {"a: b\tc\n", "f:1:5: a tab stands here"},
               {"a: [1, 2\nb: 3\n", "not valid YAML"},
               {"a: \"x\n", "not valid YAML: a quote is never closed"},
               {"a: @x\n", "f:1:4: not valid YAML: a text can't begin with this character"},
               {"a: *x\n", "f:1:4: not valid YAML: this alias (*name) has no anchor"},
               {"a: 1\n---\nb: 2\n", "f:2:1: something follows after the end of the YAML document"},
               {"a: 1\na: 2\n", "f:2:1: the key \"a\" stands here twice (first in line 1"},
               {"1: a\nyes: b\n", "f:2:1: the key \"True\" stands here twice (first in line 1"},
               {"[a]: 1\n", "f:1:1: a list or a mapping can't be a key"},
               {"a: &x [*x]\n", "f:1:8: a[0]: an alias (*name) stands within what it stands for"},
               {"a: &x 1\nb: &x 2\n", "f:2:4: b: the anchor &x stands here twice"},
               {"a: !own x\n", "f:1:4: a: the tag !own isn't known"},
               {"a: !!set {x}\n", "f:1:4: a: the tag !!set isn't supported on a list or mapping"},
               {"a: <<\n", "f:1:4: a: '<<' has a meaning of its own in YAML"},
               {"<<: 1\n", "f:1:5: what the merge key << brings in must be a mapping"},
               {"a: 2001-02-30\n", "f:1:4: a: the date or time '2001-02-30' doesn't exist"}};
  for (const auto& [text, error] : cases) {
    CAPTURE(text);
    const std::string told = repr_of(text);
    CAPTURE(told);
    CHECK(told.find(error) != std::string::npos);
  }
}

TEST_CASE("several wrong values are told at once") {
  const auto value = parse_yaml("a: 2001-02-30\nb: !own x\nb: 1\n", "f");

  REQUIRE_FALSE(value);
  CHECK(value.error().size() == 3);
}

TEST_CASE("values carry the place where they are written") {
  const Value value = parse_yaml("a: 1\nb:\n  - x\n  - é: {y: }\n", "f").value();

  CHECK(value.find("a")->mark.line == 1);
  CHECK(value.find("a")->mark.column == 4);
  const Value& item = (*value.find("b")->as_list())[1];
  CHECK(item.mark.line == 4);
  CHECK(item.mark.column == 5);
  // An empty value has no place of its own: its key's stands for it.
  CHECK(item.find("é")->find("y")->mark.column == 9);
}

TEST_CASE("a bomb of aliases is stopped before it costs memory") {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 20; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) {
      text += ", " + before;
    }
    text += "]\n";
  }
  const std::string long_text = "a: &a '" + std::string(1 << 20, 'x') + "'\nb: [" + [] {
    std::string aliases;
    for (int i = 0; i < 1000; ++i) {
      aliases += "*a, ";
    }
    return aliases;
  }() + "]\n";

  CHECK(repr_of(text).find("grows too large") != std::string::npos);
  CHECK(repr_of(long_text).find("grows too large") != std::string::npos);
}

TEST_CASE("deep nesting is refused, however it is written") {
  CHECK(repr_of(std::string(1000, '[')).find("nested too deeply") != std::string::npos);
  std::string block;
  for (int i = 0; i < 200; ++i) {
    block += "- ";
  }
  CHECK(repr_of(block + "x").find("nested too deeply") != std::string::npos);
}

TEST_CASE("a file that is missing, a folder or too large is told by its path") {
  const TempFolder folder;
  REQUIRE(write_file(folder.path("large.yaml"), std::string((4 << 20) + 1, '#')));

  const auto told = [](const std::string& path) {
    const auto value = read_yaml(path);
    return value ? "read" : to_text(value.error().front());
  };
  CHECK(told(folder.path("none.yaml")).starts_with(folder.path("none.yaml") + ": no such file"));
  CHECK(told(folder.path()).starts_with(folder.path() + ": is a folder"));
  CHECK(told(folder.path("large.yaml")).find("too large") != std::string::npos);
}
