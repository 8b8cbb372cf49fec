#include "common/findings.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ianvs;

TEST_CASE("findings come in the order of files and lines, and each once") {
  Findings findings({"job", "testenv"});
  findings.error({"testenv", 1, 1, "k", "x", ""});
  findings.error({"job", 9, 1, "k", "x", ""});
  findings.error({"job", 2, 5, "k", "x", ""});
  findings.error({"job", 9, 1, "k", "x", ""});

  const Diagnostics errors = findings.errors();
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].line == 2);
  CHECK(errors[1].line == 9);
  CHECK(errors[2].file == "testenv");
  CHECK(findings.warnings().empty());
}

TEST_CASE("a warning of one item of a list stands for all of them") {
  Findings findings({});
  findings.warning_once({"f", 1, 1, "modules[0].x", "is odd", ""});
  findings.warning_once({"f", 2, 1, "modules[12].x", "is odd", ""});
  findings.warning_once({"f", 3, 1, "modules[0].y", "is odd", ""});
  findings.warning_once({"g", 1, 1, "modules[0].x", "is odd", ""});

  CHECK(findings.warnings().size() == 3);
}

TEST_CASE("values are described in words that tell their kind") {
  const struct {
    Value value;
    std::string text;
  } cases[] = {{Value(), "nothing"},
               {true, "the boolean true"},
               {std::int64_t{4096}, "the number 4096"},
               {1.5, "the number 1.5"},
               {std::string("4G"), "the text \"4G\""},
               {std::string("a\n\x1b[31m"), "the text \"a\\n\\u001b[31m\""},
               {Value::BigInt{std::string(50, '9')}, "a number of 50 digits"},
               {Value::List{}, "an empty list"},
               {Value::List{Value()}, "a list"},
               {Value::Dict{}, "a mapping"}};
  for (const auto& [value, text] : cases) {
    CHECK(describe(value) == text);
  }
  CHECK(describe(Value(std::string(1000, 'x'))).size() < 100);
}

TEST_CASE("a field knows its full key and its place, and says what is allowed") {
  Findings findings({});
  const Value number(std::int64_t{7}, Mark{3, 14});
  const Value list(Value::List{number}, Mark{3, 10});
  const Value dict(Value::Dict{{Value(std::string("a")), list}}, Mark{2, 1});
  const Field field = Field(findings, "job.yaml", "top", dict).find("a")->item(0);

  CHECK(field.integer(0, 9, "a digit") == 7);
  CHECK_FALSE(findings.has_errors());
  CHECK_FALSE(field.integer(0, 5, "up to 5"));
  CHECK_FALSE(field.text("a text"));
  CHECK(to_text(findings.errors().at(0)) ==
        "job.yaml:3:14: top.a[0]: found the number 7 (allowed: up to 5)");
}
