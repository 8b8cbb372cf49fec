#include "agent/ianvs_result.hpp"

#include <string_view>

#include "common/assert.hpp"
#include "common/value.hpp"

namespace ianvs::agent {
namespace {

constexpr std::size_t max_traceback_bytes = 4096;
constexpr std::size_t max_message_bytes = 2000;

tl::unexpected<Error> wrong(std::string what) {
  return tl::unexpected(Error{ErrorKind::invalid, std::move(what), "", ""});
}

std::string text_of(const Value* value) {
  const auto* text = value == nullptr ? nullptr : value->as_string();
  return text == nullptr ? "" : *text;
}

/// The first line; what follows is in the traceback.
std::string one_line(const std::string& text) {
  std::string line = text.substr(0, std::min(text.find('\n'), max_message_bytes));
  return line.size() < text.size() ? line + " ..." : line;
}

std::string place_of(const Value* frame) {
  if (frame == nullptr || frame->as_dict() == nullptr) {
    return "";
  }
  const Value* line = frame->find("line");
  return text_of(frame->find("file")) + ":" + (line == nullptr ? "?" : to_json(*line)) + " in " +
         text_of(frame->find("function")) + ": ";
}

std::string last_lines(const std::string& text) {
  if (text.size() <= max_traceback_bytes) {
    return text;
  }
  const std::size_t cut = text.size() - max_traceback_bytes;
  const auto line_end = text.find('\n', cut);
  return text.substr(line_end == std::string::npos || line_end + 1 == text.size() ? cut
                                                                                  : line_end + 1);
}

TestCaseError error_of(const Value& error) {
  const std::string type = text_of(error.find("type"));
  const std::string message = one_line(text_of(error.find("message")));
  const std::string hint = text_of(error.find("hint"));
  TestCaseError result;
  result.message = place_of(error.find("frame")) + type +
                   (type.empty() || message.empty() ? "" : ": ") + message +
                   (hint.empty() ? "" : "\n" + hint);
  result.traceback = last_lines(text_of(error.find("traceback")));
  const Value* concerns_algorithm = error.find("concerns_algorithm");
  result.concerns_algorithm = concerns_algorithm != nullptr && *concerns_algorithm == Value{true};
  return result;
}

std::vector<std::string> texts_in(const Value* list) {
  std::vector<std::string> result;
  if (list != nullptr && list->as_list() != nullptr) {
    for (const Value& each : *list->as_list()) {
      if (const auto* text = each.as_string()) {
        result.push_back(*text);
      }
    }
  }
  return result;
}

/// Where the value that begins at `at` ends, in JSON without white space.
std::size_t end_of_value(std::string_view json, std::size_t at) {
  std::size_t depth = 0;
  bool in_string = false;
  for (; at < json.size(); ++at) {
    const char c = json[at];
    if (in_string && c == '\\') {
      ++at;
      continue;
    }
    in_string ^= c == '"';
    if (in_string) {
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ':')) {
      return at;
    }
    depth += c == '{' || c == '[' ? 1 : 0;
    depth -= c == '}' || c == ']' ? 1 : 0;
  }
  return at;
}

/// The value of a member of the object `json`, to the letter; of equal names the last. Empty: there
/// is none. `json` is valid and holds no white space.
std::string_view member(std::string_view json, std::string_view name) {
  std::string_view found;
  for (std::size_t at = 1; at < json.size() && json[at] != '}';) {
    const std::size_t colon = end_of_value(json, at);
    const std::size_t end = end_of_value(json, colon + 1);
    if (json.substr(at + 1, colon - at - 2) == name) {
      found = json.substr(colon + 1, end - colon - 1);
    }
    at = end + (json[end] == ',' ? 1 : 0);
  }
  return found;
}

}  // namespace

Result<IanvsResult> read_ianvs_result(const ResultFile& file) {
  IANVS_ASSERT(file.exists);
  if (!file.problem.empty()) {
    return wrong("the result file: " + file.problem);
  }
  const auto value = parse_json(file.content);
  if (!value || value->as_dict() == nullptr) {
    return wrong("the result file is broken: " + (value ? "no object" : to_text(value.error())));
  }
  IanvsResult result;
  if (const Value* error = value->find("error")) {
    result.error = error_of(*error);
    return result;
  }
  const Value* metrics = value->find("metrics");
  if (metrics == nullptr || metrics->as_dict() == nullptr) {
    return wrong("the result file holds neither metrics nor an error");
  }
  const std::string json = without_white_space(file.content);
  result.metrics_json = member(json, "metrics");
  const Value* texts = value->find("texts");
  if (texts != nullptr && texts->as_dict() != nullptr && !texts->as_dict()->empty()) {
    result.texts_json = member(json, "texts");
  }
  result.imports = texts_in(value->find("imports"));
  return result;
}

}  // namespace ianvs::agent
