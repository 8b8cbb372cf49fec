/// The only way to include Asio: <utility> must come first (Boost 1.74 with GCC 12).
#pragma once
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace ianvs {
namespace asio = boost::asio;
}
