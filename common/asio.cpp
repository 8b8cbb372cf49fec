// Asio's one translation unit (BOOST_ASIO_SEPARATE_COMPILATION).
#include "common/asio.hpp"

#include <boost/asio/impl/src.hpp>
