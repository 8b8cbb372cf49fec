#include "coordinator/ianvs_tasks.hpp"

#include <chrono>
#include <csignal>
#include <string_view>

#include "common/log.hpp"
#include "common/runner_json.hpp"
#include "coordinator/runner_verb.hpp"
#include "coordinator/screen_text.hpp"

namespace ianvs::coordinator {
namespace {

constexpr std::size_t shown_problems = 10;

/// What of a line stays on a terminal: without colours, and behind the last return to its start.
std::string plain_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  line.remove_prefix(line.rfind('\r') + 1);
  std::string text;
  while (!line.empty()) {
    const auto end = line.starts_with("\x1b[") ? line.find('m') : line.npos;
    if (end == line.npos) text += line.front();
    line.remove_prefix(end == line.npos ? 1 : end + 1);
  }
  return escaped(text);
}

std::string text_of(const Value& answer, std::string_view name) {
  const Value* value = answer.find(name);
  const auto* text = value != nullptr ? value->as_string() : nullptr;
  return text != nullptr ? escaped(*text) : "";
}

/// The object that the verb printed; None if it is none.
Value answer_of(const VerbEnd& end) {
  auto answer = parse_json(end.answer);
  return answer && answer->as_dict() != nullptr ? std::move(*answer) : Value();
}

/// Why it did not do what it was asked for; empty if it did.
std::string failure_of(const VerbEnd& end, const Value& answer) {
  if (end.timed_out) return "it took too long and was stopped";
  if (const auto failed = text_of(answer, "failed"); !failed.empty()) return failed;
  return answer.is_none() ? "its process ended without an answer, " + end.how : "";
}

void tell_problems(const Value& answer) {
  const Value* problems = answer.find("problems");
  const auto* list = problems != nullptr ? problems->as_list() : nullptr;
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->size() && i < shown_problems; ++i) {
    log_warning("no picture: " + escaped(python_str((*list)[i])));
  }
  if (list->size() > shown_problems) {
    log_warning("no picture: " + std::to_string(list->size() - shown_problems) +
                " more like these");
  }
}

}  // namespace

ExitCode build_simulation(const Value& simulation, const std::string& python,
                          const ProcessLimits& limits, Terminal& terminal) {
  const auto failed = [](const std::string& why) {
    log_error("the simulation can't be built, so nothing was started: " + why);
  };
  log_info("Ianvs builds the simulation that the job asks for, which can take minutes");
  terminal.flush();
  const auto end = run_verb({python, "simulate", to_runner_json(simulation), std::nullopt}, limits,
                            [&terminal](std::string_view line) {
                              log_info("simulation: " + plain_line(line));
                              terminal.flush();
                            });
  if (!end) {
    failed(to_text(end.error()));
    return ExitCode::invalid;
  }
  if (end->stopped_by != 0) {
    failed("interrupted");
    return end->stopped_by == SIGINT ? ExitCode::interrupted : ExitCode::terminated;
  }
  const auto answer = answer_of(*end);
  if (const auto why = failure_of(*end, answer); !why.empty()) {
    failed(why);
    const Value* invalid = answer.find("invalid");
    return invalid != nullptr && *invalid == Value(true) ? ExitCode::invalid
                                                         : ExitCode::cannot_go_on;
  }
  log_info("the simulation is built; like Ianvs, nobody takes it down at the end");
  return ExitCode::success;
}

void draw_pictures(const Pictures& pictures, const std::string& python,
                   const ProcessLimits& limits) {
  const auto count = static_cast<std::int64_t>(pictures.size());
  const Duration limit = std::chrono::minutes(1) + std::chrono::seconds(10) * count;
  const auto end =
      run_verb({python, "picture", pictures.to_json(), limit}, limits,
               [](std::string_view line) { log_debug("pictures: " + plain_line(line)); });
  if (!end) return log_warning("no pictures: " + to_text(end.error()));
  if (end->stopped_by != 0) return log_warning("no more pictures: interrupted");
  const auto answer = answer_of(*end);
  if (const auto why = failure_of(*end, answer); !why.empty()) {
    return log_warning("no pictures: " + why);
  }
  tell_problems(answer);
  const Value* drawn = answer.find("drawn");
  if (drawn != nullptr && drawn->as_int() != nullptr && *drawn->as_int() > 0) {
    log_info("pictures drawn: " + std::to_string(*drawn->as_int()) +
             ", as output/<title>-heatmap.png in the test cases' folders");
  }
}

}  // namespace ianvs::coordinator
