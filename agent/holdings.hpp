/// What an agent holds of one run: attempts that wait or run, and results that nobody has
/// acknowledged yet.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_set>
#include <vector>

#include "common/messages.hpp"
#include "common/time.hpp"

namespace ianvs::agent {

/// Pure. Invariants: (1) an attempt that was named once is never taken again; (2) a result is held
/// until it is acknowledged; (3) what is held is to be told in each session: a start until its
/// result is there, a result until its acknowledgement.
class Holdings {
 public:
  /// False if this attempt was named before, be it held still or long forgotten. Else it waits from
  /// now on.
  bool take(AttemptId attempt);
  void started(AttemptId attempt);
  /// Also for attempts that were never taken: results from an earlier process, attempts that are
  /// refused. Once only.
  void ended(AttemptResult result);
  /// True if its result was held; it isn't any more. One without a result stays.
  bool acknowledge(AttemptId attempt);

  bool was_named(AttemptId attempt) const { return named_.contains(attempt); }
  /// Waits or runs.
  bool is_live(AttemptId attempt) const;
  /// All of them, in ascending order; `live` and `waiting` too.
  std::vector<AttemptId> all() const;
  std::vector<AttemptId> live() const;
  std::vector<AttemptId> waiting() const;
  bool empty() const { return held_.empty(); }
  std::size_t waiting_count() const { return waiting_count_; }
  std::size_t live_count() const { return live_count_; }
  std::size_t result_count() const { return held_.size() - live_count_; }

  /// A new session: all that is held is news again.
  void begin_session();
  bool has_news() const { return !news_.empty(); }
  /// Appends messages with all news, starts before results, each short enough for a frame. Then
  /// nothing is news any more.
  void tell_news(Time now, std::vector<FromAgent>& out);
  /// Results told before `now - patience` and not acknowledged since become news again.
  void repeat_overdue(Time now, Duration patience);
  /// Live attempts that are missing in `believed`, what the coordinator thinks is here, for the
  /// second time in a row. Each is given back once.
  std::vector<AttemptId> find_unwanted(const std::vector<AttemptId>& believed);

 private:
  enum class State : std::uint8_t { waiting, running, ended };
  struct Held {
    State state = State::waiting;
    std::optional<AttemptResult> result;  ///< set in state `ended`
    bool is_news = false;                 ///< stands in `news_`
    Time told_at;                         ///< of the result, if it isn't news
    std::uint8_t times_missing = 0;
  };
  /// The only place where a state changes: the counts change with it.
  void set_state(Held& held, State state);
  void make_news(AttemptId attempt, Held& held);

  std::map<AttemptId, Held> held_;
  std::unordered_set<AttemptId> named_;
  std::vector<AttemptId>
      news_;  ///< in the order in which it happened; what isn't held any more is skipped
  std::size_t waiting_count_ = 0;
  std::size_t live_count_ = 0;
};

}  // namespace ianvs::agent
