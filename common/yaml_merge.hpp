/// Keys of mappings as Python compares them, and what the merge key `<<` brings in.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>

#include "common/value.hpp"

namespace ianvs {

/// Equal for keys that are one key to a Python dict (1, 1.0 and True are). nullopt if it can be no
/// key (a list, a dict).
std::optional<std::string> python_key(const Value& key);

/// A dict that is filled as Python's: a key that is there keeps its place and takes the new value.
class DictBuilder {
 public:
  void set(const Value& key, Value value);
  /// What `<<` stands for: a dict's entries, or those of a list's dicts, the last first so that the
  /// first wins. False if it is anything else.
  bool merge(const Value& source);
  Value::Dict take() { return std::move(dict_); }

 private:
  Value::Dict dict_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace ianvs
