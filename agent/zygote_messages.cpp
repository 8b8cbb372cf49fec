#include "agent/zygote_messages.hpp"

#include <array>
#include <cstdio>
#include <limits>

#include "common/value.hpp"

namespace ianvs::agent {
namespace {

std::string text_of(const Value* value) {
  const auto* text = value == nullptr ? nullptr : value->as_string();
  return text == nullptr ? "" : *text;
}

std::int64_t number_of(const Value* value) {
  const auto* number = value == nullptr ? nullptr : value->as_int();
  return number == nullptr ? 0 : *number;
}

AttemptId attempt_of(const Value& value) {
  return AttemptId{static_cast<std::uint64_t>(number_of(&value))};
}

int small_number_of(const Value* value) {
  const auto number = number_of(value);
  return number > 0 && number <= std::numeric_limits<int>::max() ? static_cast<int>(number) : 0;
}

ModulesDropped dropped_in(const Value& list) {
  ModulesDropped result;
  if (const auto* entries = list.as_list()) {
    for (const Value& each : *entries) {
      result.dropped.push_back({text_of(each.find("module")), text_of(each.find("why"))});
    }
  }
  return result;
}

/// A JSON string whose bytes beyond ASCII are passed as they are: paths need not be UTF-8, and
/// Python reads them so.
std::string raw_quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escaped{};
      std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(c));
      result += escaped.data();
    } else {
      result += c;
    }
  }
  return result += '"';
}

}  // namespace

Result<FromZygote> decode_from_zygote(std::string_view packet) {
  const auto message = parse_json(packet);
  if (!message) {
    return tl::unexpected(message.error());
  }
  if (const Value* facts = message->find("ready")) {
    return InterpreterReady{text_of(facts->find("version")), text_of(facts->find("ianvs")),
                            text_of(facts->find("sedna"))};
  }
  if (const Value* why = message->find("failed")) {
    return InterpreterFailed{text_of(why)};
  }
  if (const Value* attempt = message->find("started")) {
    const int pid = small_number_of(message->find("pid"));
    if (pid > 1) {  // it will be signalled
      return WarmStarted{attempt_of(*attempt), pid, number_of(message->find("shared_bytes"))};
    }
  }
  if (const Value* attempt = message->find("could_not_start")) {
    return WarmNotStarted{attempt_of(*attempt), text_of(message->find("error")),
                          small_number_of(message->find("errno"))};
  }
  if (const Value* list = message->find("dropped")) {
    return dropped_in(*list);
  }
  return tl::unexpected(Error{ErrorKind::invalid, "no word of a zygote", "", ""});
}

std::string encode_start(AttemptId attempt, const std::vector<std::string>& environment,
                         const std::string& stdout_path, const std::string& stderr_path) {
  std::string json = "{\"start\":" + std::to_string(attempt.value) + ",\"environment\":{";
  for (std::string_view variable : environment) {
    const auto equals = variable.find('=');
    json += json.ends_with('{') ? "" : ",";
    json += raw_quoted(variable.substr(0, equals)) + ":" + raw_quoted(variable.substr(equals + 1));
  }
  return json + "},\"stdout\":" + raw_quoted(stdout_path) +
         ",\"stderr\":" + raw_quoted(stderr_path) + "}";
}

std::string encode_import(const std::vector<std::string>& modules) {
  std::string json = "{\"import\":[";
  for (const auto& module : modules) {
    json += json.ends_with('[') ? "" : ",";
    json += raw_quoted(module);
  }
  return json + "]}";
}

}  // namespace ianvs::agent
