/// States of test cases, of their partitions and attempts, and the only functions that change them.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "common/ids.hpp"
#include "common/outcome.hpp"
#include "coordinator/pieces.hpp"

namespace ianvs::coordinator {

/// Position of an agent among all that a scheduler has known, from 0.
using AgentIndex = NumberId<struct AgentIndexTag, std::uint32_t>;

enum class PieceState : std::uint8_t {
  held_back,  ///< the merge of partitions that haven't all succeeded
  waiting,    ///< none of its attempts lives; it stands in the queue
  assigned,   ///< at least one attempt lives
  succeeded,  ///< final
  failed,     ///< final, unless a success of an earlier attempt comes late
  cancelled   ///< the same
};
constexpr bool is_done(PieceState state) { return state >= PieceState::succeeded; }

enum class AttemptState : std::uint8_t {
  ordered,   ///< given to its agent, which hasn't said that it started
  running,   ///< its agent says that its program runs
  given_up,  ///< its agent went away, or came back without it; its result may still come
  ended      ///< its agent's word on it is known
};
/// The agent is believed to have it.
constexpr bool lives(AttemptState state) {
  return state == AttemptState::ordered || state == AttemptState::running;
}

/// Which budget of its piece an attempt has used up a part of. A further cause with a budget of
/// its own is a further row here, in `charge_for` and in the scheduler's table of limits.
enum class Charge : std::uint8_t { none, own_failure, lost_agent };
inline constexpr std::size_t charge_count = 3;

/// What an attempt that is over costs. Unstarted ones cost nothing unless their start itself
/// failed.
Charge charge_for(Outcome outcome, bool started);

/// What its agent was last told about an attempt.
enum class Wish : std::uint8_t {
  keep,
  recall,  ///< give it back if it hasn't started
  cancel   ///< stop it
};

struct Attempt {
  AttemptId id;
  AttemptId previous;  ///< of the same piece; 0 if this is the first
  PieceIndex piece;
  std::uint32_t number = 1;  ///< 1, 2, ... of its piece
  AgentIndex agent;
  AttemptState state = AttemptState::ordered;
  Charge charge = Charge::none;
  Wish wish = Wish::keep;
  bool started = false;  ///< its agent has said so once
};

struct PieceEntry {
  PieceState state = PieceState::waiting;
  std::uint32_t attempts = 0;                         ///< made so far
  std::uint32_t living = 0;                           ///< attempts that live
  std::uint32_t running = 0;                          ///< attempts that run
  std::array<std::uint32_t, charge_count> charged{};  ///< by Charge
  /// Of a partition that has succeeded: the number of the attempt that counted.
  std::uint32_t counted = 0;
  std::uint32_t partitions_open = 0;     ///< of a merge: its partitions that haven't succeeded
  std::uint32_t partitions_running = 0;  ///< of a merge: attempts at its partitions that run
  AttemptId newest;                      ///< 0: none yet
};

/// The books on all test cases and attempts of a run: 100,000 of each take some 10 MB.
///
/// Invariants: (1) `living`, `running` and `charged` of a piece count its attempts, what a merge
/// says of its partitions counts these; (2) an attempt charges one budget at most, and none while
/// it lives; (3) attempts stand in the order of their ids; (4) a merge that isn't done is held back
/// exactly while a partition is open.
class TestCases {
 public:
  /// All wait, but merges are held back.
  explicit TestCases(Pieces pieces);

  const Pieces& pieces() const { return pieces_; }
  /// Of test cases.
  std::uint32_t count() const { return pieces_.test_case_count(); }
  const PieceEntry& operator[](PieceIndex piece) const;
  const PieceEntry& operator[](TestCaseIndex test_case) const {
    return (*this)[Pieces::whole(test_case)];
  }
  /// Test cases in this state.
  std::uint32_t count_in(PieceState state) const;
  /// Test cases that aren't done.
  std::uint32_t undone() const;
  /// Pieces of any kind that are assigned.
  std::uint32_t assigned() const { return assigned_; }
  /// Test cases that aren't done and of which an attempt runs, be it at a partition.
  std::uint32_t count_running() const { return running_; }

  /// nullptr if there never was one of this id.
  const Attempt* find(AttemptId id) const;
  const std::vector<Attempt>& attempts() const { return attempts_; }
  /// The id of the next attempt.
  AttemptId next_id() const;

  /// A new attempt in state `ordered`. `id` must be next_id() or, when a journal is read, above all
  /// others.
  const Attempt& add(AttemptId id, PieceIndex piece, AgentIndex agent);
  /// The only function that changes an attempt's state. `charge` must be none if it lives then.
  void set(AttemptId id, AttemptState state, Charge charge = Charge::none);
  void set(AttemptId id, Wish wish);
  /// The only function that changes a piece's state. A partition succeeds by `counted`, the number
  /// of one of its attempts; its merge is the caller's to change then.
  void set(PieceIndex piece, PieceState state, std::uint32_t counted = 0);

  void check_invariants() const;

 private:
  Attempt& at(AttemptId id);
  PieceEntry& at(PieceIndex piece);
  PieceEntry& whole_of(PieceIndex piece);
  void count_attempt(const Attempt& attempt, std::int32_t by);
  static bool counts_as_running(const PieceEntry& entry) {
    return !is_done(entry.state) && entry.running + entry.partitions_running > 0;
  }

  Pieces pieces_;
  std::vector<PieceEntry> entries_;  ///< by PieceIndex
  std::vector<Attempt> attempts_;
  std::array<std::uint32_t, 6> in_state_{};  ///< test cases, by PieceState
  std::uint32_t assigned_ = 0, running_ = 0;
};

}  // namespace ianvs::coordinator
