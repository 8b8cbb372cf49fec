/// The agent's DEALER socket and timer around Session: connects, encrypts, encodes; decides nothing.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "agent/session.hpp"
#include "common/asio.hpp"

namespace ianvs::agent {

struct LinkConfig {
  std::string join;         ///< host:port as given to --join
  std::string access_path;  ///< re-read before every connection
};

class Link {
 public:
  /// Actions that are not the link's own: TakeAttempts, StopAttempts, EnterRun, ForgetResult, Say, Exit.
  using Perform = std::function<void(const SessionAction&)>;

  Link(asio::io_context& loop, LinkConfig config, SessionConfig session, Perform perform);
  ~Link();

  void start();
  void handle(const SessionEvent& event);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ianvs::agent
