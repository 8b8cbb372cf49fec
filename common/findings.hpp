/// Collects what is wrong or odd in a job's files, and reads their values with that in mind.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "common/result.hpp"
#include "common/value.hpp"

namespace ianvs {

/// Each thing is kept once, however often it is found.
class Findings {
 public:
  /// Errors and warnings are given back in this order of files.
  explicit Findings(std::vector<std::string> files) : files_(std::move(files)) {}

  void error(Diagnostic diagnostic) { add(errors_, std::move(diagnostic)); }
  void warning(Diagnostic diagnostic) { add(warnings_, std::move(diagnostic)); }
  /// The same warning of another item of a list (`modules[3]`, `modules[4]`) is not given again.
  void warning_once(Diagnostic diagnostic);
  bool has_errors() const { return !errors_.empty(); }
  Diagnostics errors() const { return sorted(errors_); }
  Diagnostics warnings() const { return sorted(warnings_); }

 private:
  void add(Diagnostics& to, Diagnostic diagnostic);
  Diagnostics sorted(Diagnostics diagnostics) const;

  std::vector<std::string> files_;
  Diagnostics errors_, warnings_;
  std::unordered_set<std::string> said_;
};

/// A value in a file, with its full key. What reads it gives nullopt after noting an error that
/// says what was found and what is allowed.
class Field {
 public:
  /// `findings` and `value` outlive it.
  Field(Findings& findings, std::string file, std::string key, const Value& value)
      : findings_(&findings), file_(std::move(file)), key_(std::move(key)), value_(&value) {}

  const Value& value() const { return *value_; }
  const std::string& file() const { return file_; }
  const std::string& key() const { return key_; }
  /// Of a dict: the entry of this name; nullopt if there is none, or this is no dict.
  std::optional<Field> find(std::string_view name) const;
  /// The same; an error if there is none.
  std::optional<Field> require(std::string_view name, std::string_view hint) const;
  /// Of a list.
  Field item(std::size_t index) const;
  /// `value` is that of this dict's entry `name`.
  Field at(std::string_view name, const Value& value) const;

  std::optional<std::string> text(std::string_view allowed) const;
  std::optional<bool> flag() const;
  std::optional<std::int64_t> integer(std::int64_t least, std::int64_t most,
                                      std::string_view allowed) const;
  std::optional<std::vector<std::string>> texts(std::string_view allowed) const;
  const Value::List* list(std::string_view allowed) const;
  const Value::Dict* dict(std::string_view allowed) const;

  void error(std::string what, std::string hint) const;
  void warning(std::string what, std::string hint) const;
  /// "found ... (allowed: ...)"
  void not_allowed(std::string_view allowed) const;
  /// Warns of each key of this dict that isn't in `known`; `ours` are words that may have been
  /// meant.
  void warn_of_unknown_keys(std::span<const std::string_view> known,
                            std::span<const std::string_view> ours) const;

 private:
  Diagnostic diagnostic(std::string what, std::string hint) const;

  Findings* findings_;
  std::string file_, key_;
  const Value* value_;
};

/// A value as a user wrote it, with its kind: `the text "4G"`, `the number 4096`, `a list`,
/// `nothing`.
std::string describe(const Value& value);

}  // namespace ianvs
