#include "common/yaml_merge.hpp"

#include <algorithm>
#include <cmath>

namespace ianvs {
namespace {

struct KeyText {
  using Text = std::optional<std::string>;
  Text operator()(Value::None) const { return "none"; }
  Text operator()(bool value) const { return value ? "number 1" : "number 0"; }
  Text operator()(std::int64_t value) const { return "number " + std::to_string(value); }
  Text operator()(const Value::BigInt& value) const { return "number " + value.digits; }
  Text operator()(double value) const {
    constexpr double two_to_63 = 9223372036854775808.0;
    if (std::floor(value) == value && std::fabs(value) < two_to_63) {
      return (*this)(static_cast<std::int64_t>(value));
    }
    return "float " + python_repr(Value(value));
  }
  Text operator()(const std::string& value) const { return "text " + value; }
  Text operator()(const Value::Timestamp& value) const { return "time " + value.repr; }
  Text operator()(const Value::Bytes& value) const { return "bytes " + value.bytes; }
  Text operator()(const Value::List&) const { return std::nullopt; }
  Text operator()(const Value::Dict&) const { return std::nullopt; }
};

}  // namespace

std::optional<std::string> python_key(const Value& key) { return std::visit(KeyText(), key.data); }

void DictBuilder::set(const Value& key, Value value) {
  const auto [place, is_new] = places_.try_emplace(python_key(key).value_or(""), dict_.size());
  if (is_new) {
    dict_.emplace_back(key, std::move(value));
  } else {
    dict_[place->second].second = std::move(value);
  }
}

bool DictBuilder::merge(const Value& source) {
  if (const auto* list = source.as_list()) {
    return std::all_of(list->rbegin(), list->rend(), [this](const Value& item) {
      return item.as_dict() != nullptr && merge(item);
    });
  }
  const auto* dict = source.as_dict();
  if (dict == nullptr) {
    return false;
  }
  for (const auto& [key, value] : *dict) {
    set(key, value);
  }
  return true;
}

}  // namespace ianvs
