#include "agent/log_limit.hpp"

#include <doctest/doctest.h>

using namespace ianvs::agent;

namespace {

constexpr std::int64_t mib = std::int64_t{1} << 20;
const LogLimit limit{mib, mib};

}  // namespace

TEST_CASE("of a log that is not too long nothing is freed or left out") {
  for (const std::int64_t size :
       {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, mib, 2 * mib, 2 * mib + 4095}) {
    CAPTURE(size);
    CHECK_FALSE(bytes_to_free(limit, size, 0));
    CHECK_FALSE(bytes_to_leave_out(limit, size));
  }
}

TEST_CASE("while a log grows its middle is freed, in whole blocks and once") {
  CHECK_FALSE(bytes_to_free(limit, 3 * mib - 1, 0));  // too little yet
  CHECK(bytes_to_free(limit, 3 * mib, 0) == ByteRange{mib, 2 * mib});
  CHECK(bytes_to_free(limit, 9 * mib + 5000, 0) == ByteRange{mib, 8 * mib + 4096});
  CHECK_FALSE(bytes_to_free(limit, 9 * mib + 5000, 8 * mib + 4096));
  CHECK(bytes_to_free(limit, 12 * mib, 8 * mib + 4096) == ByteRange{8 * mib + 4096, 11 * mib});
  CHECK(bytes_to_free({100, 200}, 10 * mib, 0) == ByteRange{4096, 10 * mib - 4096});
}

TEST_CASE("in the end all between head and tail is left out, to the byte") {
  CHECK(bytes_to_leave_out(limit, 2 * mib + 4096) == ByteRange{mib, mib + 4096});
  CHECK(bytes_to_leave_out(limit, 200 * mib + 7) == ByteRange{mib, 199 * mib + 7});
}

TEST_CASE("a line of its own says how much was left out") {
  CHECK(line_in_place_of({100, 1100}, true) ==
        "[ianvs-agent left out 1000 bytes here: of a long log only its beginning and its end are "
        "kept]\n");
  CHECK(line_in_place_of({100, 1100}, false).front() == '\n');
}
