/// The agent's socket and timer around Session: connects, encrypts, encodes; decides nothing.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "agent/session.hpp"
#include "common/asio.hpp"

namespace ianvs::agent {

struct LinkConfig {
  /// host:port as given to --join; empty: the access file's addresses, in turn.
  std::string join;
  std::string access_path;  ///< re-read before every connection
};

/// Everything happens on the loop's thread; only names are looked up elsewhere.
class Link {
 public:
  /// Actions that are not the link's own: TakeAttempts, StopAttempts, EnterRun, ForgetResult, Say,
  /// Exit. May call `handle`; may destroy the link.
  using Perform = std::function<void(const SessionAction&)>;

  /// `loop` outlives the link.
  Link(asio::io_context& loop, LinkConfig config, SessionConfig session, Perform perform);
  /// Waits until what was said last has left, for half a second at most.
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// Connects; once.
  void start();
  /// For what the pool and the signals tell; the rest comes from here.
  void handle(const SessionEvent& event);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace ianvs::agent
