#include "coordinator/progress.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "common/units.hpp"
#include "common/value.hpp"
#include "coordinator/failure_text.hpp"
#include "coordinator/run_paths.hpp"
#include "coordinator/screen_text.hpp"

namespace ianvs::coordinator {
namespace {

using Level = ProgressLine::Level;

constexpr std::size_t max_label_columns = 100;
constexpr std::size_t max_message_columns = 300, max_known_message_columns = 120;
constexpr std::size_t max_hint_columns = 600;
constexpr std::size_t shown_stderr_lines = 8;
constexpr std::size_t shown_metrics = 3;
constexpr std::size_t shown_hosts = 3;
constexpr const char* red = "31";
constexpr const char* green = "32";
constexpr const char* yellow = "33";

std::string plural(std::size_t count, const std::string& word) {
  return std::to_string(count) + ' ' + word + (count == 1 ? "" : "s");
}

/// Four digits tell test cases apart; all of them are in the leaderboard.
std::string short_text(const Value& value) {
  const auto* number = value.as_float();
  if (number == nullptr) return cut_to(escaped(python_str(value)), 20);
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), *number, std::chars_format::general, 4);
  return {text.data(), end.ptr};
}

/// `accuracy 0.98  f1 0.97`: the first few metrics that are numbers or texts.
std::string metrics_text(const std::string& json) {
  const auto metrics = parse_json(json);
  const auto* dict = metrics ? metrics->as_dict() : nullptr;
  std::string text;
  if (dict == nullptr) return text;
  std::size_t shown = 0;
  for (const auto& [name, value] : *dict) {
    if (value.as_list() != nullptr || value.as_dict() != nullptr) continue;
    if (++shown > shown_metrics) break;
    text.append("  ").append(cut_to(escaped(python_str(name)), 20));
    text.append(" ").append(short_text(value));
  }
  return text;
}

/// `node1, node2, node3 and 2 others`
std::string hosts_text(const std::vector<std::string>& hosts) {
  std::string text;
  for (std::size_t i = 0; i < std::min(hosts.size(), shown_hosts); ++i) {
    text.append(i > 0 ? ", " : "").append(escaped(hosts[i]));
  }
  if (hosts.size() <= shown_hosts) return text;
  return text + " and " + plural(hosts.size() - shown_hosts, "other");
}

/// Why agents can't use an interpreter, each reason once.
std::string problems_text(const CannotBePlaced& notice) {
  std::size_t agents = 0;
  for (const auto& problem : notice.problems) agents += problem.hosts.size();
  std::string text = escaped(notice.python) + " can't be used";
  for (const auto& problem : notice.problems) {
    text += "\n  ";
    if (agents > 1) {
      text += std::to_string(problem.hosts.size()) + " of " + plural(agents, "agent") + " (" +
              hosts_text(problem.hosts) + "): ";
    } else {
      text += hosts_text(problem.hosts) + ": ";
    }
    text += escaped_lines(problem.error, "\n    ");
  }
  return text;
}

std::string what_text(const AttemptResult& result, std::size_t columns) {
  const auto what = failure_text(result).what;
  return what.empty() ? "" : ": " + cut_to(escaped(what), columns);
}

std::string padded(std::string text, std::size_t columns) {
  text.resize(std::max(text.size(), columns), ' ');
  return text;
}

}  // namespace

std::string label_of(const Plan& plan, TestCaseIndex test_case) {
  const auto chosen = plan.test_case(test_case);
  std::string label = escaped(chosen.algorithm->name);
  for (const auto& module : chosen.modules) {
    for (const auto& choice : module.hyperparameters) {
      label.append(" ").append(escaped(*choice.name)).append("=").append(escaped(*choice.text));
    }
  }
  return cut_to(std::move(label), max_label_columns);
}

Progress::Progress(const Plan& plan, const std::vector<TestCaseId>& ids, std::string run_folder,
                   bool colors)
    : plan_(plan), ids_(ids), run_folder_(std::move(run_folder)), colors_(colors) {}

std::string Progress::paint(std::string text, const char* color) const {
  if (!colors_) return text;
  return std::string("\x1b[") + color + 'm' + std::move(text) + "\x1b[0m";
}

std::string Progress::piece_text(TestCaseIndex test_case, std::uint32_t partition) const {
  const auto count = std::to_string(plan_.algorithm_of(test_case).partitions);
  if (count == "1") return "";
  return partition > 0 ? "partition " + std::to_string(partition) + " of " + count
                       : "merge of " + count + " partitions";
}

std::string Progress::log_place(TestCaseIndex test_case, std::uint32_t number,
                                std::uint32_t partition, std::optional<AgentId> agent) const {
  std::string place = escaped(stderr_path(run_folder_, ids_[test_case.value], number, partition));
  const auto found = agent ? places_.find(*agent) : places_.end();
  if (found != places_.end() && !found->second.local) place += " on " + found->second.name;
  return place;
}

std::vector<ProgressLine> Progress::lines(const Notice& notice) {
  struct Teller {
    Progress& self;
    std::vector<ProgressLine> operator()(const AgentArrived& n) const { return {self.arrived(n)}; }
    std::vector<ProgressLine> operator()(const AgentGone& n) const { return {self.gone(n)}; }
    std::vector<ProgressLine> operator()(const AttemptBegan&) const { return {}; }
    std::vector<ProgressLine> operator()(const AttemptRetried& n) const {
      return {self.retried(n)};
    }
    std::vector<ProgressLine> operator()(const PartitionDone& n) const {
      return {self.partition_done(n)};
    }
    std::vector<ProgressLine> operator()(const TestCaseDone& n) const { return {self.done(n)}; }
    std::vector<ProgressLine> operator()(const InterpreterChecked& n) const { return {checked(n)}; }
    std::vector<ProgressLine> operator()(const CannotBePlaced& n) const {
      return {self.unplaceable(n)};
    }
    std::vector<ProgressLine> operator()(const AlgorithmGivenUp& n) const {
      return {{Level::warning, "the other test cases of \"" +
                                   escaped(self.plan_.algorithms[n.algorithm.value].name) +
                                   "\" would fail for the same reason: none of them is started"}};
    }
    std::vector<ProgressLine> operator()(const Stopping& n) const {
      self.stopping_ = true;
      return {{Level::warning, "stopping: " + escaped(n.reason)}};
    }
  };
  return std::visit(Teller{*this}, notice);
}

ProgressLine Progress::done(const TestCaseDone& notice) {
  if (!notice.replaces) ++done_;
  const auto& result = notice.result;
  const auto total = std::to_string(plan_.test_case_count());
  auto count = std::to_string(done_);
  count.insert(0, total.size() - std::min(total.size(), count.size()), ' ');
  const bool succeeded = notice.outcome == Outcome::succeeded;
  const auto word =
      to_text(succeeded || notice.outcome == Outcome::cancelled ? notice.outcome : result.outcome);
  std::string text = '[' + count + '/' + total + "] ";
  text += paint(padded(std::string(word), 9), succeeded ? green : red) + "  " +
          label_of(plan_, notice.test_case);
  const auto piece = piece_text(notice.test_case, notice.partition);
  if (!piece.empty() && notice.number > 0) text += ", " + piece;
  if (result.started) text += "  " + format_duration(seconds(result.usage.wall_seconds));
  if (notice.number > 1) text += "  (attempt " + std::to_string(notice.number) + ')';
  if (succeeded) return {Level::info, text + metrics_text(result.metrics_json)};
  // What never began is counted at the end; ten thousand lines of it would only hide the others.
  const bool began = result.started || notice.outcome != Outcome::cancelled;
  const auto level = began ? Level::info : Level::detail;
  // A thousand times the same traceback would only hide what else there is.
  const bool is_new = told_causes_.insert(std::hash<std::string>()(cause_of(result))).second;
  text += what_text(result, is_new ? max_message_columns : max_known_message_columns);
  if (is_new) {
    text += hint_text(result);
    for (const auto& line : last_lines(result.stderr_tail, shown_stderr_lines)) {
      text += "\n    " + line;
    }
  }
  if (result.started) {
    text +=
        "\n    log: " + log_place(notice.test_case, notice.number, notice.partition, notice.agent);
  }
  return {level, text};
}

std::string Progress::hint_text(const AttemptResult& result) const {
  const auto hint = cut_to(escaped_lines(failure_text(result).hint, "\n    "), max_hint_columns);
  return hint.empty() ? "" : "\n    " + paint(hint, yellow);
}

ProgressLine Progress::retried(const AttemptRetried& notice) const {
  const auto& result = notice.result;
  const auto piece = piece_text(notice.test_case, notice.partition);
  std::string text = paint("again", yellow) + "  " + label_of(plan_, notice.test_case) + ": " +
                     piece + (piece.empty() ? "" : ", ") + "attempt " +
                     std::to_string(notice.number) + ' ' + std::string(to_text(result.outcome));
  text += what_text(result, max_message_columns) + hint_text(result);
  if (result.started && result.outcome != Outcome::lost) {
    text +=
        "\n    log: " + log_place(notice.test_case, notice.number, notice.partition, notice.agent);
  }
  return {Level::info, text};
}

ProgressLine Progress::partition_done(const PartitionDone& notice) const {
  std::string text = paint("part", green) + "  " + label_of(plan_, notice.test_case) + ", " +
                     piece_text(notice.test_case, notice.partition) + "  " +
                     format_duration(seconds(notice.result.usage.wall_seconds));
  if (notice.number > 1) text += "  (attempt " + std::to_string(notice.number) + ')';
  return {Level::info, text + "  (" + std::to_string(notice.done) + " done)"};
}

ProgressLine Progress::arrived(const AgentArrived& notice) {
  const auto name = escaped(notice.host) + " (process " + std::to_string(notice.pid) + ')';
  places_[notice.agent] = {name, notice.local};
  const auto level = notice.local ? Level::detail : Level::info;
  return {level, "agent " + name + (notice.returned ? " is back: " : " joined: ") +
                     plural(notice.offer.workers, "worker") + ", " +
                     escaped(to_text(notice.offer.resources))};
}

ProgressLine Progress::gone(const AgentGone& notice) {
  const auto name = escaped(notice.host) + " (process " + std::to_string(notice.pid) + ')';
  if (!notice.lost) {
    const auto found = places_.find(notice.agent);
    const bool local = found != places_.end() && found->second.local;
    return {local ? Level::detail : Level::info,
            "agent " + name + " left: " + escaped(notice.reason)};
  }
  std::string text = "agent " + name + " is lost: " + escaped(notice.reason);
  if (notice.attempts_lost > 0 && !stopping_) {
    text += "; " + plural(notice.attempts_lost, "attempt") +
            (notice.attempts_lost == 1 ? " begins" : " begin") + " again elsewhere";
  }
  return {Level::warning, text};
}

ProgressLine Progress::checked(const InterpreterChecked& notice) {
  const auto& report = notice.report;
  auto text = escaped(notice.host) + ": " + escaped(report.python);
  if (report.usable) {
    text += " is Python " + escaped(report.version) + " with Ianvs from " + escaped(report.ianvs);
    if (!report.sedna.empty()) text += " and sedna " + escaped(report.sedna);
    return {Level::detail, text};
  }
  text += " can't be used: " + escaped_lines(report.error, "\n    ");
  // Where nobody else can, that is told of all agents together.
  if (!notice.others || notice.test_cases == 0) return {Level::detail, text};
  return {Level::warning, text + "\n  " + plural(notice.test_cases, "test case") +
                              (notice.test_cases == 1 ? " goes" : " go") + " to other agents"};
}

ProgressLine Progress::unplaceable(const CannotBePlaced& notice) const {
  std::string text = label_of(plan_, notice.test_case);
  if (notice.test_cases > 1) text += " and " + plural(notice.test_cases - 1, "other test case");
  text += " can't run on any agent: ";
  if (!notice.request.empty()) {
    text += "asked for are " + escaped(notice.request) +
            "; the nearest offer: " + escaped(notice.nearest_offer);
  }
  if (!notice.problems.empty()) {
    text += (notice.request.empty() ? "" : "\n  elsewhere ") + problems_text(notice);
  }
  if (notice.more_may_come) text += "\n  waiting for an agent that can";
  return {Level::error, text};
}

std::string Progress::bar(const Counts& counts, Duration elapsed, unsigned width) const {
  const auto failed = counts.failed + counts.cancelled;
  const auto done = counts.succeeded + failed;
  const auto total = std::max(1U, done + counts.waiting + counts.running);
  std::string text = std::to_string(done) + '/' + std::to_string(total) + " done, ";
  if (failed > 0) text += std::to_string(failed) + " failed, ";
  text += std::to_string(counts.running) + " running, " + format_duration(elapsed);
  if (done > 0 && done < total) {
    text += ", about " + format_duration(elapsed * (total - done) / done) + " left";
  }
  constexpr std::size_t most = 30, least = 5;
  const auto room =
      width > text.size() + 4 ? width - text.size() - 4 : 0;  // never the last column: it may wrap
  if (room < least) return cut_to(text, width > 1 ? width - 1 : 1);
  const auto cells = std::min<std::size_t>(room, most);
  const auto full = cells * done / total;
  return '[' + std::string(full, '#') + std::string(cells - full, '.') + "] " + text;
}

}  // namespace ianvs::coordinator
