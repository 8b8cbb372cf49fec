#include "common/yaml_merge.hpp"

#include <doctest/doctest.h>

#include <string>

#include <limits>

using namespace ianvs;

namespace {
Value dict(std::initializer_list<std::pair<std::string, int>> entries) {
  Value::Dict dict;
  for (const auto& [key, value] : entries) {
    dict.emplace_back(Value(key), Value(std::int64_t{value}));
  }
  return Value(std::move(dict));
}
}  // namespace

TEST_CASE("keys are equal as in Python: 1, 1.0 and True are one key, '1' is another") {
  CHECK(python_key(Value(std::int64_t{1})) == python_key(Value(1.0)));
  CHECK(python_key(Value(std::int64_t{1})) == python_key(Value(true)));
  CHECK(python_key(Value(std::int64_t{1})) != python_key(Value(std::string("1"))));
  CHECK(python_key(Value(1.5)) != python_key(Value(1.0)));
  CHECK(python_key(Value()) != python_key(Value(std::string("None"))));
  CHECK(python_key(Value(std::numeric_limits<double>::infinity())).has_value());
  CHECK_FALSE(python_key(Value(Value::List{})));
  CHECK_FALSE(python_key(Value(Value::Dict{})));
}

TEST_CASE("a key that is set again keeps its place and takes the new value") {
  DictBuilder builder;
  builder.merge(dict({{"a", 1}, {"b", 2}}));
  builder.set(Value(std::string("a")), Value(std::int64_t{3}));

  CHECK(python_repr(Value(builder.take())) == "{'a': 3, 'b': 2}");
}

TEST_CASE("of several mappings the first one wins, and the last one's keys stand first") {
  DictBuilder builder;
  CHECK(builder.merge(Value(Value::List{dict({{"a", 1}, {"b", 2}}), dict({{"b", 3}, {"c", 4}})})));

  CHECK(python_repr(Value(builder.take())) == "{'b': 2, 'c': 4, 'a': 1}");
}

TEST_CASE("only mappings can be brought in") {
  DictBuilder builder;
  CHECK_FALSE(builder.merge(Value(std::int64_t{1})));
  CHECK_FALSE(builder.merge(Value(Value::List{Value(std::int64_t{1})})));
}
