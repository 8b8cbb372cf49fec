#include "coordinator/stop_signals.hpp"

#include <csignal>

namespace ianvs::coordinator {
namespace {

bool is_ignored(int signal) {
  struct sigaction inherited {};
  return sigaction(signal, nullptr, &inherited) == 0 && inherited.sa_handler == SIG_IGN;
}

}  // namespace

void add_stop_signals(asio::signal_set& signals) {
  signals.add(SIGTERM);
  for (const int signal : {SIGINT, SIGHUP}) {
    if (!is_ignored(signal)) signals.add(signal);
  }
}

}  // namespace ianvs::coordinator
