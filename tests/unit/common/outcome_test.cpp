#include "common/outcome.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace ianvs;

TEST_CASE("every outcome has a word of its own") {
  std::set<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(Outcome::stale); ++i) {
    words.insert(to_text(static_cast<Outcome>(i)));
  }
  CHECK(words == std::set<std::string_view>{"succeeded", "failed", "crashed", "timed_out",
                                            "out_of_memory", "cancelled", "lost", "stale"});
}
