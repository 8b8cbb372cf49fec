#include "coordinator/report.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <utility>

#include "common/assert.hpp"
#include "common/value.hpp"
#include "coordinator/failure_text.hpp"
#include "coordinator/run_paths.hpp"

namespace ianvs::coordinator {
namespace {

using Dict = Value::Dict;
using List = Value::List;

std::string iso_text(WallTime time) {
  const std::chrono::sys_time<std::chrono::milliseconds> at{
      std::chrono::milliseconds(time.unix_ms)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(at - day));
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return buffer.data();
}

Value number(std::uint64_t value) { return static_cast<std::int64_t>(value); }
Value cores(std::int64_t amount) {
  return static_cast<double>(amount) / static_cast<double>(amount_unit);
}
template <class T>
Value or_null(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}
Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

/// `"name":value` of each entry, without the braces.
std::string members(const Dict& dict) {
  const std::string json = to_json(dict);
  return json.substr(1, json.size() - 2);
}

struct Totals {
  std::uint64_t attempts = 0;
  double wall_seconds = 0, cpu_seconds = 0;
};

Value totals_of(const ReportFacts& facts, const RunLog& log) {
  Totals totals;
  for (const TestCaseLog& test_case : log.test_cases()) {
    totals.attempts += test_case.attempts;
    totals.wall_seconds += test_case.all_wall_seconds;
    totals.cpu_seconds += test_case.all_cpu_seconds;
  }
  const double elapsed = to_seconds(facts.elapsed);
  return Dict{
      {"test_cases", number(log.test_cases().size())},
      {"succeeded", number(facts.summary.succeeded)},
      {"failed", number(facts.summary.failed)},
      {"cancelled", number(facts.summary.cancelled)},
      {"attempts", number(totals.attempts)},
      {"wall_seconds", totals.wall_seconds},
      {"cpu_seconds", totals.cpu_seconds},
      {"speed_up", elapsed > 0 ? Value(totals.wall_seconds / elapsed) : Value()},
  };
}

Value interpreter_value(const InterpreterReport& report) {
  return Dict{
      {"python", report.python},
      {"usable", report.usable},
      {"version", text_or_null(report.version)},
      {"ianvs", text_or_null(report.ianvs)},
      {"sedna", text_or_null(report.sedna)},
      {"error", text_or_null(report.error)},
  };
}

Value agent_value(const AgentLog& agent) {
  List interpreters;
  for (const InterpreterReport& report : agent.interpreters) {
    interpreters.push_back(interpreter_value(report));
  }
  return Dict{
      {"id", hex_text(agent.agent)},
      {"host", agent.host},
      {"pid", number(agent.pid)},
      {"local", agent.local},
      {"workers", number(agent.offer.workers)},
      {"cpu", cores(agent.offer.resources.cpu)},
      {"ram", agent.offer.resources.ram_bytes},
      {"gpus", List(agent.offer.gpus.begin(), agent.offer.gpus.end())},
      {"succeeded", number(agent.succeeded)},
      {"failed", number(agent.failed)},
      {"attempts_lost", number(agent.attempts_lost)},
      {"gone", text_or_null(agent.gone)},
      {"interpreters", std::move(interpreters)},
  };
}

Value modules_of(const TestCase& test_case) {
  List modules;
  for (const ModuleChoice& choice : test_case.modules) {
    Dict hyperparameters;
    for (const auto& hyperparameter : choice.hyperparameters) {
      hyperparameters.emplace_back(*hyperparameter.name, *hyperparameter.text);
    }
    modules.push_back(Dict{{"type", choice.module->type},
                           {"name", choice.module->name},
                           {"hyperparameters", std::move(hyperparameters)}});
  }
  return modules;
}

void append_result(Dict& dict, const AttemptResult& result) {
  const auto if_started = [&result](Value value) {
    return result.started ? std::move(value) : Value();
  };
  const auto metrics = parse_json(result.metrics_json);
  dict.emplace_back("exit_status", or_null(result.exit_status));
  dict.emplace_back("signal", or_null(result.signal));
  dict.emplace_back("wall_seconds", if_started(result.usage.wall_seconds));
  dict.emplace_back("cpu_seconds",
                    if_started(result.usage.user_seconds + result.usage.system_seconds));
  dict.emplace_back("peak_ram_bytes", if_started(result.usage.peak_ram_bytes));
  const FailureText failure = failure_text(result);
  dict.emplace_back("message", text_or_null(failure.what));
  dict.emplace_back("hint", text_or_null(failure.hint));
  dict.emplace_back("metrics", metrics ? *metrics : Value());
  dict.emplace_back("url", text_or_null(result.output_dir));
}

/// The outcome that tells most: of a failed test case that of its last attempt.
Value outcome_of(const TestCaseLog& log) {
  if (!log.is_done) return {};
  return std::string(to_text(log.outcome == Outcome::failed ? log.result.outcome : log.outcome));
}

class Writer {
 public:
  Writer(const ReportFacts& facts, const Plan& plan, const std::vector<TestCaseId>& ids,
         const RunLog& log, const ReportSink& sink)
      : facts_(facts), plan_(plan), ids_(ids), log_(log), sink_(sink) {}

  void write() {
    sink_("{" + members(head()) + ",\n\"agents\":");
    write_list(log_.agents().size(),
               [this](std::size_t i) { return agent_value(log_.agents()[i]); });
    sink_(",\n\"test_cases\":");
    write_list(ids_.size(),
               [this](std::size_t i) { return test_case({static_cast<std::uint32_t>(i)}); });
    sink_("}\n");
  }

 private:
  Dict head() const {
    return {
        {"format", 1},
        {"program_version", facts_.program_version},
        {"run", number(facts_.run.value)},
        {"job", plan_.job.name},
        {"job_file", facts_.job_file},
        {"workspace", plan_.job.workspace},
        {"run_folder", facts_.run_folder},
        {"started_at", iso_text(facts_.started_at)},
        {"elapsed_seconds", to_seconds(facts_.elapsed)},
        {"exit_code", static_cast<int>(facts_.exit_code)},
        {"stopped", facts_.summary.stopped},
        {"stop_reason", text_or_null(log_.stop_reason())},
        {"totals", totals_of(facts_, log_)},
    };
  }

  Value test_case(TestCaseIndex index) const {
    const TestCase test_case = plan_.test_case(index);
    const TestCaseLog& log = log_.test_cases()[index.value];
    Dict dict = {
        {"id", uuid_text(ids_[index.value])},
        {"algorithm", test_case.algorithm->name},
        {"paradigm", test_case.algorithm->paradigm},
        {"modules", modules_of(test_case)},
        {"partitions", number(test_case.algorithm->partitions)},
        {"outcome", outcome_of(log)},
        {"attempts", number(log.attempts)},
        {"partition", log.partition > 0 ? number(log.partition) : Value()},
        {"agent", log.agent ? Value(hex_text(*log.agent)) : Value()},
    };
    append_result(dict, log.result);
    const std::string stderr_file =
        stderr_path(facts_.run_folder, ids_[index.value], log.number, log.partition);
    const bool has_log = log.result.started;
    const std::string stdout_file = stderr_file.substr(0, stderr_file.size() - 3) + "out";
    dict.emplace_back("stdout", has_log ? Value(stdout_file) : Value());
    dict.emplace_back("stderr", has_log ? Value(stderr_file) : Value());
    return dict;
  }

  template <class ToValue>
  void write_list(std::size_t size, const ToValue& to_value) const {
    sink_("[");
    for (std::size_t i = 0; i < size; ++i) sink_((i > 0 ? ",\n" : "\n") + to_json(to_value(i)));
    sink_("]");
  }

  const ReportFacts& facts_;
  const Plan& plan_;
  const std::vector<TestCaseId>& ids_;
  const RunLog& log_;
  const ReportSink& sink_;
};

}  // namespace

void write_report(const ReportFacts& facts, const Plan& plan, const std::vector<TestCaseId>& ids,
                  const RunLog& log, const ReportSink& sink) {
  IANVS_ASSERT(ids.size() == log.test_cases().size());
  Writer(facts, plan, ids, log, sink).write();
}

}  // namespace ianvs::coordinator
