#include "agent/spare_files.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "common/file.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::agent;

namespace {

/// A file that is needed is made, or a spare one is renamed to be it.
void need(SpareFiles& spares, const std::string& path) {
  const std::string spare = spares.take();
  if (std::filesystem::exists(spare)) {
    std::filesystem::rename(spare, path);
  } else {
    REQUIRE(write_file(path, ""));
  }
}

std::ptrdiff_t count(const TempFolder& folder) {
  return std::distance(std::filesystem::directory_iterator(folder.path()), {});
}

}  // namespace

TEST_CASE("files that are given back are used again, so that their number stays small") {
  const TempFolder folder;
  SpareFiles spares(folder.path("spare"));
  for (int round = 0; round < 5; ++round) {
    for (const auto* name : {"a", "b", "c"}) {
      need(spares, folder.path(name));
    }
    CHECK(count(folder) == 3);
    for (const auto* name : {"a", "b", "c"}) {
      spares.give(folder.path(name));
      CHECK_FALSE(std::filesystem::exists(folder.path(name)));
    }
    CHECK(count(folder) == 3);
  }
  spares.remove_all();
  CHECK(count(folder) == 0);
  need(spares, folder.path("d"));
  CHECK(count(folder) == 1);
}

TEST_CASE("two files are never the same spare one, whatever is given back in between") {
  const TempFolder folder;
  SpareFiles spares(folder.path("spare"));
  REQUIRE(write_file(folder.path("a"), ""));
  REQUIRE(write_file(folder.path("b"), ""));
  spares.give(folder.path("a"));
  need(spares, folder.path("c"));
  spares.give(folder.path("b"));
  spares.give(folder.path("c"));
  need(spares, folder.path("d"));
  need(spares, folder.path("e"));
  CHECK(count(folder) == 2);
}

TEST_CASE("a file that isn't there becomes no spare one") {
  const TempFolder folder;
  SpareFiles spares(folder.path("spare"));
  spares.give(folder.path("none"));
  CHECK_FALSE(std::filesystem::exists(spares.take()));
  CHECK(count(folder) == 0);
}
