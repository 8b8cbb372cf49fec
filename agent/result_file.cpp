#include "agent/result_file.hpp"

#include <string_view>

#include "common/value.hpp"

namespace ianvs::agent {
namespace {

tl::unexpected<Error> wrong(std::string what) {
  return tl::unexpected(Error{ErrorKind::invalid, std::move(what), "", ""});
}

bool may_be_a_metric(const Value& value) {
  return value.as_bool() || value.as_int() || value.as_float() || value.as_string() ||
         value.as_list() || value.as_dict() || std::holds_alternative<Value::BigInt>(value.data);
}

}  // namespace

Result<std::string> read_metrics(const ResultFile& file) {
  if (!file.exists) {
    return wrong("wrote no result file (IANVS_RESULT)");
  }
  if (!file.problem.empty()) {
    return wrong("the result file: " + file.problem);
  }
  const auto value = parse_json(file.content);
  if (!value) {
    const auto& error = value.error();
    return wrong("the result file is no valid JSON" +
                 (error.where.empty() ? "" : " at " + error.where) + ": " + error.what);
  }
  const auto* metrics = value->as_dict();
  if (metrics == nullptr) {
    return wrong("the result file holds a " + std::string(python_type(*value)) +
                 ", not an object of metrics");
  }
  if (metrics->empty()) {
    return wrong("the result file holds no metric");
  }
  for (const auto& [name, metric] : *metrics) {
    if (!may_be_a_metric(metric)) {
      return wrong("metric " + to_json(name) + " is " + to_json(metric) +
                   ", not a number, string, list or object");
    }
  }
  return without_white_space(file.content);
}

std::string without_white_space(std::string_view json) {
  std::string result;
  result.reserve(json.size());
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string && c == '\\') {
      result += c;
      result += json[++i];
      continue;
    }
    in_string ^= c == '"';
    if (in_string || (c != ' ' && c != '\t' && c != '\n' && c != '\r')) {
      result += c;
    }
  }
  return result;
}

}  // namespace ianvs::agent
