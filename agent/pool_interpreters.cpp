// The pool's third part: the run's interpreters are checked, kept warm, asked for attempts, and
// taught.
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "agent/ianvs_result.hpp"
#include "agent/pool_state.hpp"
#include "common/runner_place.hpp"
#include "common/value.hpp"

namespace ianvs::agent {
namespace {

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

Time now() { return std::chrono::steady_clock::now(); }

ProcessEnd end_of(int wait_status) {
  if (!WIFSIGNALED(wait_status)) {
    return {"exit status " + std::to_string(WEXITSTATUS(wait_status)), false};
  }
  const char* name = ::sigabbrev_np(WTERMSIG(wait_status));
  return {"killed by " + (name == nullptr ? "signal " + std::to_string(WTERMSIG(wait_status))
                                          : "SIG" + std::string(name)),
          true};
}

std::string algorithm_of(const AttemptSpec& spec) {
  const auto test_case = parse_json(spec.test_case_json);
  const Value* name = test_case ? test_case->find("algorithm") : nullptr;
  return name != nullptr && name->as_string() != nullptr ? *name->as_string() : "";
}

/// A signal that nobody sent, or what libraries say that don't work in a forked process.
bool may_be_harmed(const AttemptResult& result) {
  if (result.outcome == Outcome::crashed) {
    const int signal = result.signal.value_or(0);
    return signal == SIGSEGV || signal == SIGABRT || signal == SIGBUS || signal == SIGILL ||
           signal == SIGFPE;
  }
  return result.outcome == Outcome::failed &&
         (tells_of_fork(result.message) || tells_of_fork(result.stderr_tail));
}

}  // namespace

void Pool::State::take_on(AttemptSpec spec) {
  switch (way_of(spec)) {
    case StartWay::wait:
      unsure.push_back(std::move(spec));
      return;
    case StartWay::refuse:
      return refuse(spec);
    case StartWay::warm:
    case StartWay::fresh:
      admission.enqueue(std::move(spec));
  }
}

void Pool::State::set_up_interpreters(const Welcome& welcome) {
  const auto runner = runner_program();
  for (const auto& python : welcome.pythons) {
    const std::string logs =
        site->folders.scratch + "/interpreter" + std::to_string(interpreters.size());
    auto& interpreter =
        interpreters
            .try_emplace(python, WarmInterpreter{Interpreter(python, welcome.zygote),
                                                 {python, runner.value_or(""), logs},
                                                 nullptr,
                                                 std::nullopt})
            .first->second;
    if (runner) {
      start_process(interpreter);
    } else {
      interpreter.known.not_startable(to_text(runner.error()));
      tell_of(interpreter);
    }
  }
  set_timer();
}

/// Those of another run: nothing of that is here any more.
void Pool::State::abandon_interpreters() {
  for (const auto& [python, interpreter] : interpreters) {
    if (interpreter.process && interpreter.process->is_reachable()) {
      ::kill(interpreter.process->pid(), SIGKILL);
    }
  }
  interpreters.clear();
}

void Pool::State::start_process(WarmInterpreter& interpreter) {
  auto process =
      Zygote::start(loop, spawner, interpreter.place, interpreter.known.keeps_warm(), [this] {
        hear_zygotes();
        start_what_fits();
      });
  if (process) {
    interpreter.process = std::move(*process);
    interpreter.known.started(now());
    return;
  }
  interpreter.known.could_not_start(to_text(process.error()),
                                    process.error().kind == ErrorKind::unavailable, now());
  tell_of(interpreter);
}

void Pool::State::obey(WarmInterpreter& interpreter, InterpreterAction action) {
  switch (action) {
    case InterpreterAction::none:
      return;
    case InterpreterAction::start:
      return start_process(interpreter);
    case InterpreterAction::kill:
      if (interpreter.process && interpreter.process->is_reachable()) {
        ::kill(interpreter.process->pid(), SIGKILL);
      }
      return tell_of(interpreter);
  }
}

StartWay Pool::State::way_of(const AttemptSpec& spec) const {
  if (spec.runner == RunnerKind::command) {
    return StartWay::fresh;
  }
  const auto found = interpreters.find(spec.python);
  if (found == interpreters.end()) {
    return StartWay::refuse;  // the run has not named it
  }
  const auto& [python, interpreter] = *found;
  const StartWay way = interpreter.known.way();
  return way == StartWay::warm && !interpreter.process->is_reachable() ? StartWay::fresh : way;
}

void Pool::State::refuse(const AttemptSpec& spec) {
  const auto found = interpreters.find(spec.python);
  admission.release(spec.attempt);
  give_back(spec.attempt, found == interpreters.end()
                              ? "the run names no interpreter '" + spec.python + "'"
                              : found->second.known.report()->error);
}

std::optional<Pool::State::Lesson> Pool::State::lesson_for(const AttemptSpec& spec) const {
  if (spec.runner == RunnerKind::command || !interpreters.at(spec.python).known.keeps_warm()) {
    return std::nullopt;
  }
  Lesson lesson{spec.python, algorithm_of(spec), false, nullptr};
  lesson.is_to_learn = interpreters.at(spec.python).known.is_to_learn(lesson.algorithm);
  return lesson;
}

Result<void> Pool::State::ask_zygote(const AttemptSpec& spec, const AttemptFiles& files,
                                     std::size_t number, std::vector<std::string> environment,
                                     Lesson lesson) {
  WarmInterpreter& interpreter = interpreters.at(spec.python);
  auto asked = interpreter.process->say(
      encode_start(spec.attempt, environment, files.stdout_path(), files.stderr_path()));
  if (asked) {
    interpreter.known.was_asked(now());
    starting.emplace(spec.attempt, Starting{spec, files, number, std::move(lesson), false});
  }
  return asked;
}

bool Pool::State::is_interpreter(pid_t pid) const {
  return std::any_of(interpreters.begin(), interpreters.end(), [pid](const auto& each) {
    return each.second.process && each.second.process->pid() == pid;
  });
}

bool Pool::State::note_end_of_interpreter(const Reaped& reaped) {
  for (auto& [python, interpreter] : interpreters) {
    if (interpreter.process && interpreter.process->pid() == reaped.pid) {
      interpreter.process->has_ended(end_of(reaped.wait_status));
      return true;
    }
  }
  return false;
}

void Pool::State::hear_zygotes() {
  for (auto& [python, interpreter] : interpreters) {
    if (!interpreter.process) {
      continue;
    }
    for (const auto& message : interpreter.process->hear()) {
      hear(interpreter, message);
    }
    if (interpreter.process->is_gone()) {
      lose_process(interpreter);
    }
  }
}

void Pool::State::hear(WarmInterpreter& interpreter, const FromZygote& message) {
  std::visit(
      Overloaded{
          [&](const InterpreterReady& ready) {
            interpreter.known.said_ready(ready.version, ready.ianvs, ready.sedna, now());
            tell_of(interpreter);
            teach(interpreter, interpreter.known.relearn());
          },
          [&](const InterpreterFailed& failed) {
            interpreter.known.said_failed(failed.why, now());
            tell_of(interpreter);
          },
          [&](const WarmStarted& started) { started_warm(interpreter, started); },
          [&](const WarmNotStarted& failure) { not_started_warm(interpreter, failure); },
          [&](const ModulesDropped& dropped) { note_dropped(interpreter, dropped.dropped); }},
      message);
}

void Pool::State::note_dropped(WarmInterpreter& interpreter,
                               const std::vector<ModulesDropped::Dropped>& dropped) {
  Modules names;
  for (const auto& [module, why] : dropped) {
    names.insert(module);
  }
  interpreter.known.imported_all_but(names);
  if (!dropped.empty()) {
    listener.warn(
        "'" + interpreter.place.python + "' does not import " + dropped.front().module +
        " in advance: " + dropped.front().why +
        (dropped.size() == 1 ? "" : " (nor " + std::to_string(dropped.size() - 1) + " others)"));
  }
}

/// People and attempts learn what is known now.
void Pool::State::tell_of(WarmInterpreter& interpreter) {
  if (interpreter.known.report() == interpreter.told) {
    return;
  }
  interpreter.told = interpreter.known.report();
  listener.interpreters_checked({*interpreter.told});
  for (auto& spec : std::exchange(unsure, {})) {
    take_on(std::move(spec));
  }
}

void Pool::State::teach(WarmInterpreter& interpreter, const std::vector<std::string>& modules) {
  const bool is_heard = modules.empty() || !interpreter.process->is_reachable() ||
                        interpreter.process->say(encode_import(modules));
  if (!is_heard) {
    ::kill(interpreter.process->pid(), SIGKILL);
  }
}

void Pool::State::started_warm(WarmInterpreter& interpreter, const WarmStarted& started) {
  interpreter.known.has_answered(now());
  auto asked = starting.extract(started.attempt);
  if (asked.empty()) {
    return;
  }
  Starting& attempt = asked.mapped();
  Slot& slot = occupy(attempt.number, attempt.spec, attempt.files, started.pid);
  slot.shared_bytes = started.shared_bytes;
  slot.lesson = std::move(attempt.lesson);
  slot.lesson->found = interpreter.known.loaded();
  listener.started(started.attempt);
  if (attempt.is_cancelled) {
    perform(slot, slot.attempt.handle(StopAsked{}, now()));
  }
}

void Pool::State::not_started_warm(WarmInterpreter& interpreter, const WarmNotStarted& failure) {
  auto asked = starting.extract(failure.attempt);
  if (asked.empty()) {
    return;  // it has said before that it did
  }
  interpreter.known.has_answered(now());
  Starting& attempt = asked.mapped();
  const bool may_pass = failure.error_number == 0 || failure.error_number == EAGAIN ||
                        failure.error_number == ENOMEM || failure.error_number == EMFILE ||
                        failure.error_number == ENFILE;
  if (attempt.is_cancelled) {
    return give_back_started(attempt);
  }
  fail_to_start(std::move(attempt.spec), attempt.files, attempt.number,
                {may_pass ? ErrorKind::unavailable : ErrorKind::io,
                 "the warm interpreter can't start it (" + failure.error + ")", "", ""});
}

/// Nothing more is heard of it: what it was asked for and hasn't done starts in another way.
void Pool::State::lose_process(WarmInterpreter& interpreter) {
  const auto process = std::move(interpreter.process);
  if (interpreter.known.ended(process->how_it_ended(), process->last_words(), now())) {
    listener.warn("the warm interpreter '" + interpreter.place.python + "' ended (" +
                  process->how_it_ended().text + "); it is started again");
  }
  tell_of(interpreter);
  for (auto next = starting.begin(); next != starting.end();) {
    const auto current = next++;
    Starting& attempt = current->second;
    if (attempt.spec.python != interpreter.place.python) {
      continue;
    }
    if (attempt.is_cancelled) {
      give_back_started(attempt);
    } else {
      attempt.files.tidy_up(site->spare_logs, temporary);
      free_numbers.push_back(attempt.number);
      admitted.push_back(std::move(attempt.spec));
    }
    starting.erase(current);
  }
}

void Pool::State::give_back_started(const Starting& attempt) {
  attempt.files.tidy_up(site->spare_logs, temporary);
  free_numbers.push_back(attempt.number);
  admission.release(attempt.spec.attempt);
  give_back(attempt.spec.attempt, "cancelled before it started");
}

/// What its end says about the modules that were imported in advance.
void Pool::State::draw_lesson(const Slot& slot, const ResultFile& file, AttemptResult& result) {
  const auto found = slot.lesson ? interpreters.find(slot.lesson->python) : interpreters.end();
  if (found == interpreters.end()) {
    return;
  }
  WarmInterpreter& interpreter = found->second;
  const Lesson& lesson = *slot.lesson;
  if (result.outcome == Outcome::succeeded) {
    if (lesson.found) {
      interpreter.known.succeeded(lesson.algorithm, *lesson.found);
    }
    if (lesson.is_to_learn) {
      const auto read = read_ianvs_result(file);
      teach(interpreter, interpreter.known.learn(lesson.algorithm, read->imports));
    }
  } else if (lesson.found && may_be_harmed(result) &&
             interpreter.known.accuse(lesson.algorithm, *lesson.found)) {
    obey(interpreter, interpreter.known.at_deadline(now()));
    listener.warn("a test case of '" + lesson.algorithm + "' ended (" + result.message +
                  ") in a copy of the warm interpreter '" + lesson.python +
                  "': what that had imported in advance for the first time is not any more");
    result = Attempt::given_back(
        result.attempt,
        result.message + "; perhaps because of what was imported in advance: once more without");
  }
}

}  // namespace ianvs::agent
