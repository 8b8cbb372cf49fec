#include "coordinator/summary.hpp"

#include <algorithm>
#include <unordered_map>

#include "common/units.hpp"
#include "common/value.hpp"
#include "coordinator/failure_text.hpp"
#include "coordinator/progress.hpp"
#include "coordinator/run_paths.hpp"
#include "coordinator/screen_text.hpp"

namespace ianvs::coordinator {
namespace {

constexpr std::size_t shown_causes = 10;
constexpr std::size_t max_hint_columns = 400;

std::uint32_t total_of(const RunSummary& summary) {
  return summary.succeeded + summary.failed + summary.cancelled;
}

std::string counts_line(const RunEnd& end) {
  const auto& summary = end.summary;
  const auto total = std::to_string(total_of(summary));
  const auto time = " in " + format_duration(end.took);
  if (summary.failed == 0 && summary.cancelled == 0) {
    return "all " + total + " test cases succeeded" + time;
  }
  std::string line =
      std::to_string(summary.succeeded) + " of " + total + " test cases succeeded" + time;
  if (summary.failed > 0) line += ", " + std::to_string(summary.failed) + " failed";
  if (summary.cancelled > 0) {
    line += ", " + std::to_string(summary.cancelled) + " did not run to their end";
  }
  return line;
}

std::string example_of(const Failures::Cause& cause, const RunEnd& end,
                       const std::vector<TestCaseId>& ids) {
  return escaped(stderr_path(end.run_folder, ids[cause.first.value], cause.first_attempt,
                             cause.first_partition));
}

}  // namespace

void Failures::add(const TestCaseDone& done) {
  if (done.outcome != Outcome::failed) {
    failures_.erase(done.test_case);
    return;
  }
  auto hint = cut_to(escaped_lines(failure_text(done.result).hint, " "), max_hint_columns);
  failures_[done.test_case] = {cause_of(done.result), std::move(hint), std::max(1U, done.number),
                               done.partition};
}

std::vector<Failures::Cause> Failures::causes() const {
  std::vector<Cause> causes;
  std::unordered_map<std::string, std::size_t> places;
  for (const auto& [test_case, failure] : failures_) {
    const auto [place, added] = places.emplace(failure.cause, causes.size());
    if (added) {
      causes.push_back(
          {failure.cause, failure.hint, 0, test_case, failure.attempt, failure.partition});
    }
    ++causes[place->second].count;
  }
  std::stable_sort(causes.begin(), causes.end(),
                   [](const Cause& a, const Cause& b) { return a.count > b.count; });
  return causes;
}

std::vector<std::string> summary_lines(const RunEnd& end, const Failures& failures,
                                       const Plan& plan, const std::vector<TestCaseId>& ids) {
  std::vector<std::string> lines = {counts_line(end)};
  const auto causes = failures.causes();
  for (std::size_t i = 0; i < std::min(causes.size(), shown_causes); ++i) {
    lines.push_back("  " + std::to_string(causes[i].count) + " x " + causes[i].text);
    if (!causes[i].hint.empty()) lines.push_back("      " + causes[i].hint);
    lines.push_back("      first: " + label_of(plan, causes[i].first) + ", " +
                    example_of(causes[i], end, ids));
  }
  if (causes.size() > shown_causes) {
    lines.push_back("  and " + std::to_string(causes.size() - shown_causes) +
                    " other causes, all in report.json");
  }
  std::string files;
  for (const auto& file : end.rank_files) files.append(files.empty() ? "" : ", ").append(file);
  if (!files.empty()) {
    lines.push_back("leaderboard: " + escaped(end.rank_folder) + " (" + files + ")");
  }
  lines.push_back("run: " + escaped(end.run_folder) + " (report.json, logs/)");
  return lines;
}

std::string summary_json(const RunEnd& end, const Failures& failures, const Plan& plan,
                         const std::vector<TestCaseId>& ids) {
  const auto& summary = end.summary;
  const auto number = [](auto value) { return Value(static_cast<std::int64_t>(value)); };
  Value::List causes, files;
  for (const auto& cause : failures.causes()) {
    causes.emplace_back(
        Value::Dict{{std::string("cause"), cause.text},
                    {std::string("hint"), cause.hint.empty() ? Value() : cause.hint},
                    {std::string("test_cases"), number(cause.count)},
                    {std::string("first"), label_of(plan, cause.first)},
                    {std::string("log"), example_of(cause, end, ids)}});
  }
  for (const auto& file : end.rank_files) files.emplace_back(join_path(end.rank_folder, file));
  const Value object(Value::Dict{{std::string("name"), plan.job.name},
                                 {std::string("run"), number(end.run.value)},
                                 {std::string("exit_code"), number(end.exit_code)},
                                 {std::string("test_cases"), number(total_of(summary))},
                                 {std::string("succeeded"), number(summary.succeeded)},
                                 {std::string("failed"), number(summary.failed)},
                                 {std::string("cancelled"), number(summary.cancelled)},
                                 {std::string("wall_seconds"), to_seconds(end.took)},
                                 {std::string("causes"), std::move(causes)},
                                 {std::string("rank_files"), std::move(files)},
                                 {std::string("run_folder"), end.run_folder}});
  return to_json(object) + '\n';
}

}  // namespace ianvs::coordinator
