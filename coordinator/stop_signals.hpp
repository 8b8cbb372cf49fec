/// Which signals ask the program to stop.
#pragma once
#include "common/asio.hpp"

namespace ianvs::coordinator {

/// SIGTERM, and SIGINT and SIGHUP unless whoever started us had them ignored (nohup, a shell's
/// background) and wants it to stay so.
void add_stop_signals(asio::signal_set& signals);

}  // namespace ianvs::coordinator
