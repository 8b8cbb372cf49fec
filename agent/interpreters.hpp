/// Decides what is to be done with one interpreter of the run: checked, kept warm, started again,
/// taught.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/messages.hpp"
#include "common/time.hpp"

namespace ianvs::agent {

/// An interpreter that has not said whether it can be used by then is not usable.
inline constexpr Duration check_timeout = std::chrono::seconds(120);
/// A warm interpreter that owes an answer for so long is stuck.
inline constexpr Duration answer_timeout = std::chrono::seconds(60);

enum class StartWay : std::uint8_t {
  wait,   ///< it isn't known yet whether the interpreter can be used
  warm,   ///< by its zygote
  fresh,  ///< in a new interpreter
  refuse  ///< it can't be used here
};

enum class InterpreterAction : std::uint8_t {
  none,
  start,  ///< start its process
  kill    ///< end its process, at once
};

/// How a process ended: "exit status 1", "killed by SIGKILL".
struct ProcessEnd {
  std::string text;
  bool by_signal = false;
};

/// Modules that an attempt found imported in advance.
using Modules = std::set<std::string>;

/// Pure. "Its process" is the zygote, or where there is to be none the one that checks. Invariants:
/// (1) what was usable once stays so: without a zygote attempts start in new interpreters; (2) a
/// module that did harm is never imported in advance again.
class Interpreter {
 public:
  /// Its process is to be started at once.
  Interpreter(std::string python, bool keep_warm);

  // ---- its process ----
  void started(Time now);
  /// It will never be: what it needs is missing.
  void not_startable(std::string why);
  /// This time it couldn't be; `may_pass`: for want of something that others use up.
  void could_not_start(std::string why, bool may_pass, Time now);
  void said_ready(std::string version, std::string ianvs, std::string sedna, Time now);
  void said_failed(std::string why, Time now);
  /// `how` for people: "exit status 1"; `last_words` is the last line of its stderr. True if people
  /// should know: a zygote that ended by itself.
  bool ended(const ProcessEnd& how, const std::string& last_words, Time now);
  InterpreterAction at_deadline(Time now);
  std::optional<Time> next_deadline() const;

  // ---- attempts ----
  StartWay way() const;
  /// Of the zygote it was asked to start one, and it answered so or so.
  void was_asked(Time now);
  void has_answered(Time now);

  // ---- modules imported in advance ----
  /// True: successes of this algorithm are to list what they imported.
  bool is_to_learn(const std::string& algorithm) const;
  /// A success of `algorithm` has imported these: what the zygote is to be asked to import; may be
  /// empty.
  std::vector<std::string> learn(const std::string& algorithm,
                                 const std::vector<std::string>& imports);
  /// What a new zygote is to be asked to import once it is ready; may be empty.
  std::vector<std::string> relearn();
  /// The zygote's answer to the oldest request to import: it did, apart from these.
  void imported_all_but(const Modules& dropped);
  /// Those that an attempt which is forked now finds.
  std::shared_ptr<const Modules> loaded() const { return loaded_; }
  /// `found` did no harm to `algorithm`.
  void succeeded(const std::string& algorithm, const Modules& found);
  /// An attempt of `algorithm` that found these ended as one does that was harmed by them. True: no
  /// success says that they are innocent, so it is to be tried again without. The zygote is to be
  /// started anew if at_deadline says so.
  bool accuse(const std::string& algorithm, const Modules& found);

  /// nullopt while nothing is known.
  const std::optional<InterpreterReport>& report() const { return report_; }
  bool keeps_warm() const { return keep_warm_; }

 private:
  enum class Phase : std::uint8_t {
    down,      ///< no process; the next is to be started at `start_at_`, if that is set
    starting,  ///< nothing was heard of it
    ready,     ///< it is the zygote and has said so
    done       ///< it has said what was asked, and is gone or going
  };
  bool is_usable() const { return report_ && report_->usable; }
  void fail(std::string why);
  void start_later(Time now);
  void forget_process();
  void ban(const std::vector<std::string>& modules);

  std::string python_;
  bool keep_warm_;
  Phase phase_ = Phase::down;
  std::optional<InterpreterReport> report_;
  Time started_at_;
  std::optional<Time> start_at_;
  Duration backoff_{};
  int killed_checks_ = 0;
  bool is_to_be_killed_ = false;
  std::size_t unanswered_ = 0;
  Time heard_at_;  ///< while there is something unanswered: of the last answer, or the question

  std::set<std::string> learned_from_;              ///< algorithms
  std::vector<std::string> learned_;                ///< what the zygote imports, in this order
  Modules banned_;                                  ///< what it never imports
  std::deque<std::vector<std::string>> asked_for_;  ///< what it hasn't answered yet
  int ends_while_importing_ = 0;                    ///< in a row
  std::shared_ptr<const Modules> loaded_ = std::make_shared<const Modules>();
  std::map<std::string, Modules> proven_;  ///< by algorithm: modules that successes found
};

/// Whether an error of user code, or the end of its stderr, tells that it can't do in a forked
/// process what it could in a new one, as CUDA does.
bool tells_of_fork(const std::string& text);

}  // namespace ianvs::agent
