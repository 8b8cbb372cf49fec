#include "common/findings.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "common/did_you_mean.hpp"
#include "common/utf8.hpp"

namespace ianvs {
namespace {

/// Quoted, without control characters, and not longer than a line bears.
std::string quoted(std::string_view text) {
  constexpr std::size_t most = 60;
  if (text.size() <= most) {
    return json_quote(text);
  }
  std::size_t end = 0;
  while (end < most) {
    end += decode_utf8(text, end).size;
  }
  return json_quote(std::string(text.substr(0, end)) + "...");
}

struct Description {
  std::string operator()(Value::None) const { return "nothing"; }
  std::string operator()(bool value) const {
    return value ? "the boolean true" : "the boolean false";
  }
  std::string operator()(std::int64_t value) const { return "the number " + std::to_string(value); }
  std::string operator()(const Value::BigInt& value) const {
    return value.digits.size() <= 40
               ? "the number " + value.digits
               : "a number of " + std::to_string(value.digits.size()) + " digits";
  }
  std::string operator()(double value) const { return "the number " + python_str(Value(value)); }
  std::string operator()(const std::string& value) const { return "the text " + quoted(value); }
  std::string operator()(const Value::Timestamp& value) const { return "the date " + value.str; }
  std::string operator()(const Value::Bytes&) const { return "binary data"; }
  std::string operator()(const Value::List& value) const {
    return value.empty() ? "an empty list" : "a list";
  }
  std::string operator()(const Value::Dict&) const { return "a mapping"; }
};

/// One of `ours`, or what stands in resources where those may be written.
std::optional<std::string> suggestion_for(std::string_view name,
                                          std::span<const std::string_view> ours) {
  constexpr std::array<std::string_view, 4> resources{"cpu", "ram", "gpu", "gpu_memory"};
  const auto foreign = our_word_for(name);
  const bool has_resources = std::find(ours.begin(), ours.end(), "resources") != ours.end();
  if (foreign && has_resources &&
      std::find(resources.begin(), resources.end(), *foreign) != resources.end()) {
    return std::string(*foreign) + " in resources";
  }
  const auto near = did_you_mean(name, ours);
  return near ? std::optional(std::string(*near)) : std::nullopt;
}

}  // namespace

std::string describe(const Value& value) { return std::visit(Description(), value.data); }

void Findings::add(Diagnostics& to, Diagnostic diagnostic) {
  if (said_.insert(to_text(diagnostic)).second) {
    to.push_back(std::move(diagnostic));
  }
}

void Findings::warning_once(Diagnostic diagnostic) {
  std::string topic = diagnostic.file + '\0';
  bool in_index = false;
  for (const char c : diagnostic.key) {
    in_index = c == '[' || (in_index && c != ']');
    if (!in_index) {
      topic += c;
    }
  }
  if (said_.insert(topic + '\0' + diagnostic.what).second) {
    warnings_.push_back(std::move(diagnostic));
  }
}

Diagnostics Findings::sorted(Diagnostics diagnostics) const {
  const auto place = [this](const Diagnostic& diagnostic) {
    const auto file = std::find(files_.begin(), files_.end(), diagnostic.file);
    return std::tuple(file - files_.begin(), diagnostic.line, diagnostic.column);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
  return diagnostics;
}

Diagnostic Field::diagnostic(std::string what, std::string hint) const {
  return {file_, value_->mark.line, value_->mark.column, key_, std::move(what), std::move(hint)};
}

void Field::error(std::string what, std::string hint) const {
  findings_->error(diagnostic(std::move(what), std::move(hint)));
}

void Field::warning(std::string what, std::string hint) const {
  findings_->warning(diagnostic(std::move(what), std::move(hint)));
}

void Field::not_allowed(std::string_view allowed) const {
  const bool whole_file = key_.empty() && value_->is_none();
  error(whole_file ? "is empty" : "found " + describe(*value_), "allowed: " + std::string(allowed));
}

std::optional<Field> Field::find(std::string_view name) const {
  const Value* found = value_->find(name);
  if (found == nullptr) {
    return std::nullopt;
  }
  return at(name, *found);
}

std::optional<Field> Field::require(std::string_view name, std::string_view hint) const {
  auto found = find(name);
  if (!found) {
    at(name, *value_).error("is missing", std::string(hint));
  }
  return found;
}

Field Field::item(std::size_t index) const {
  return Field(*findings_, file_, key_ + "[" + std::to_string(index) + "]",
               (*value_->as_list())[index]);
}

Field Field::at(std::string_view name, const Value& value) const {
  std::string key = key_.empty() ? std::string(name) : key_ + "." + std::string(name);
  return Field(*findings_, file_, std::move(key), value);
}

std::optional<std::string> Field::text(std::string_view allowed) const {
  const auto* text = value_->as_string();
  // The operating system ends names and arguments there.
  if (text == nullptr || text->find('\0') != std::string::npos) {
    not_allowed(allowed);
    return std::nullopt;
  }
  return *text;
}

std::optional<bool> Field::flag() const {
  if (value_->as_bool() == nullptr) {
    not_allowed("true or false");
    return std::nullopt;
  }
  return *value_->as_bool();
}

std::optional<std::int64_t> Field::integer(std::int64_t least, std::int64_t most,
                                           std::string_view allowed) const {
  const auto* number = value_->as_int();
  if (number == nullptr || *number < least || *number > most) {
    not_allowed(allowed);
    return std::nullopt;
  }
  return *number;
}

const Value::List* Field::list(std::string_view allowed) const {
  if (value_->as_list() == nullptr) {
    not_allowed(allowed);
  }
  return value_->as_list();
}

const Value::Dict* Field::dict(std::string_view allowed) const {
  if (value_->as_dict() == nullptr) {
    not_allowed(allowed);
  }
  return value_->as_dict();
}

std::optional<std::vector<std::string>> Field::texts(std::string_view allowed) const {
  const auto* items = list(allowed);
  if (items == nullptr) {
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < items->size(); ++i) {
    if (auto text = item(i).text("a text (in quotes)")) {
      texts.push_back(std::move(*text));
    }
  }
  return texts.size() == items->size() ? std::optional(std::move(texts)) : std::nullopt;
}

void Field::warn_of_unknown_keys(std::span<const std::string_view> known,
                                 std::span<const std::string_view> ours) const {
  const auto* dict = value_->as_dict();
  if (dict == nullptr) {
    return;
  }
  for (const auto& [key, value] : *dict) {
    const std::string name = python_str(key);
    if (std::find(known.begin(), known.end(), name) != known.end()) {
      continue;
    }
    Diagnostic found = at(name, value).diagnostic("is ignored: an unknown key", "");
    found.line = key.mark.line;
    found.column = key.mark.column;
    found.hint = with_suggestion("", suggestion_for(name, ours));
    findings_->warning_once(std::move(found));
  }
}

}  // namespace ianvs
