// Which agents can use which interpreters, and what follows when they say so.
#include <algorithm>

#include "coordinator/scheduler_state.hpp"

namespace ianvs::coordinator {

void Scheduler::State::await_reports(AgentIndex at) {
  const auto& known = agents[at].interpreters;
  const bool knows_all = std::all_of(known.begin(), known.end(),
                                     [](const auto& report) { return report.has_value(); });
  agents.change(at, [&](Agent& agent) {
    agent.reports_until = knows_all ? std::nullopt : std::optional(now + config.report_term);
  });
}

void Scheduler::State::on(const InterpretersReported& event, Actions& out) {
  const auto at = agents.find(event.agent);
  if (!at || !agents[*at].present) {
    return;
  }
  for (const InterpreterReport& report : event.interpreters) {
    // What the plan doesn't name is of no interest; an agent may know it from another run.
    if (const auto python = pythons.find(report.python); python != pythons.end()) {
      take_report(*at, python->second, report, out);
    }
  }
}

void Scheduler::State::take_report(AgentIndex at, PythonIndex python,
                                   const InterpreterReport& report, Actions& out) {
  if (agents[at].interpreters[python.value] == report) {
    return;  // said again in a new session
  }
  const bool was_usable = agents[at].can_use(python);
  agents.change(at, [&](Agent& agent) { agent.interpreters[python.value] = report; });
  const auto& known = agents[at].interpreters;
  if (std::all_of(known.begin(), known.end(), [](const auto& each) { return each.has_value(); })) {
    agents.change(at, [](Agent& agent) { agent.reports_until = std::nullopt; });
  }
  work_changed = true;
  out.notices.push_back(InterpreterChecked{agents[at].id, agents[at].host, report,
                                           waiting_for(python), may_others_use(python, at)});
  if (report.usable) {
    return;
  }
  for (std::uint32_t i = 0; i < waiting.shape_count(); ++i) {
    if (waiting.python_of(ShapeIndex{i}) == python) {
      told_unplaceable[i] = false;  // one more reason why
    }
  }
  if (was_usable) {
    recall_from(at, python, out);
  }
}

/// What has started there may end well; what hasn't would only fail.
void Scheduler::State::recall_from(AgentIndex at, PythonIndex python, Actions& out) {
  for (const auto& [id, holding] : agents[at].held) {
    const Attempt* attempt = test_cases.find(id);
    if (waiting.python_of(holding.shape) == python && attempt->state == AttemptState::ordered &&
        attempt->wish == Wish::keep) {
      wish(id, Wish::recall, out);
    }
  }
}

bool Scheduler::State::may_others_use(PythonIndex python, AgentIndex than) const {
  for (std::uint32_t i = 0; i < agents.count(); ++i) {
    const Agent& agent = agents[AgentIndex{i}];
    const bool is_here = agent.present && !agent.draining && agent.may_use(python);
    if (i != than.value && (is_here || agent.expected_until)) {
      return true;
    }
  }
  return false;
}

std::uint32_t Scheduler::State::waiting_for(PythonIndex python) const {
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < waiting.shape_count(); ++i) {
    count += waiting.python_of(ShapeIndex{i}) == python ? waiting.test_cases_of(ShapeIndex{i}) : 0;
  }
  return count;
}

std::vector<InterpreterProblem> Scheduler::State::problems_of(PythonIndex python) const {
  std::vector<InterpreterProblem> problems;
  std::map<std::string, std::size_t> places;
  for (std::uint32_t i = 0; i < agents.count(); ++i) {
    const Agent& agent = agents[AgentIndex{i}];
    if (!agent.present || agent.draining || agent.may_use(python)) {
      continue;
    }
    const auto& report = agent.interpreters[python.value];
    const std::string error =
        report ? report->error
               : "its agent does not say whether it can be used; start it from this version";
    const auto [place, is_new] = places.emplace(error, problems.size());
    if (is_new) {
      problems.push_back({error, {}});
    }
    problems[place->second].hosts.push_back(agent.host);
  }
  std::stable_sort(problems.begin(), problems.end(),
                   [](const auto& a, const auto& b) { return a.hosts.size() > b.hosts.size(); });
  return problems;
}

}  // namespace ianvs::coordinator
