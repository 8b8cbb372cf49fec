#include "common/yaml_scalar.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ianvs;

TEST_CASE("plain scalars resolve as in PyYAML: only these spellings, only these cases") {
  const struct {
    std::string kind;
    std::vector<const char*> texts;
  } cases[] = {{"bool",
                {"yes", "Yes", "YES", "no", "No", "NO", "true", "True", "TRUE", "false", "False",
                 "FALSE", "on", "On", "ON", "off", "Off", "OFF"}},
               {"null", {"", "~", "null", "Null", "NULL"}},
               {"int", {"1", "-1", "017", "0x1F", "1:30"}},
               {"float", {"1.0", ".inf", "1.0e-4"}},
               {"timestamp", {"2001-12-14"}},
               {"merge", {"<<"}},
               {"value", {"="}},
               {"str",
                {"y", "n", "Y", "N", "yEs", "tRue", "nUll", "none", "None", "1e-4", "08", "a", "-",
                 "<", "==", "2001-1-1", "...", "1.2.3"}}};
  for (const auto& [kind, texts] : cases) {
    for (const std::string text : texts) {
      CAPTURE(text);
      CHECK(resolve_plain_scalar(text) == kind);
    }
  }
}

TEST_CASE("explicit tags make what Python makes of the text") {
  CHECK(python_repr(*construct_scalar("str", "12")) == "'12'");
  CHECK(python_repr(*construct_scalar("int", "12")) == "12");
  CHECK(python_repr(*construct_scalar("float", "12")) == "12.0");
  CHECK(python_repr(*construct_scalar("bool", "oN")) == "True");
  CHECK(python_repr(*construct_scalar("null", "x")) == "None");
  CHECK(python_repr(*construct_scalar("timestamp", "2001-1-1")) == "datetime.date(2001, 1, 1)");
  CHECK(python_repr(*construct_scalar("binary", "aGV s\nbG8=")) == "b'hello'");
  CHECK(python_repr(*construct_scalar("binary", "")) == "b''");
}

TEST_CASE("tags that don't fit the text, and unknown ones, are refused") {
  const struct {
    std::string kind;
    std::string text;
  } cases[] = {{"int", "x"},           {"float", "x"},        {"bool", "maybe"},
               {"timestamp", "today"}, {"binary", "aGVsb"},   {"binary", "\xC3\xA9"},
               {"set", "a"},           {"python/tuple", "a"}, {"merge", "<<"},
               {"value", "="},         {"map", "a"}};
  for (const auto& [kind, text] : cases) {
    CAPTURE(kind);
    CHECK_FALSE(construct_scalar(kind, text));
  }
}
