#include "agent/spool.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "common/file.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::agent;
using Notes = std::vector<std::string>;

TEST_CASE("what was put into a spool is there for a successor, by attempt, until it is removed") {
  const TempFolder folder;
  Notes notes;
  auto spool = Spool::open(folder.path("spool/ab12")).value();
  REQUIRE(spool.put(test::example_result(12)));
  REQUIRE(spool.put(test::example_result(7)));
  REQUIRE(spool.put(test::example_result(8)));
  spool.remove(AttemptId{8});
  spool.remove(AttemptId{99});

  const auto successor = Spool::open(folder.path("spool/ab12")).value();

  CHECK(successor.load(notes) == std::vector{test::example_result(7), test::example_result(12)});
  CHECK(notes.empty());
}

TEST_CASE("a broken result is deleted and told, the others are kept") {
  const TempFolder folder;
  Notes notes;
  auto spool = Spool::open(folder.path()).value();
  REQUIRE(spool.put(test::example_result(7)));
  REQUIRE(write_file(folder.path("8.done"), "no result"));
  REQUIRE(write_file(folder.path("9.done"), ""));
  REQUIRE(write_file(folder.path("10.testcase.json"), "{}"));

  CHECK(spool.load(notes) == std::vector{test::example_result(7)});

  CHECK(notes.size() == 2);
  CHECK(std::filesystem::exists(folder.path("10.testcase.json")));
  notes.clear();
  spool.load(notes);
  CHECK(notes.empty());
}

TEST_CASE("a spool is for its user alone, and leaves nothing but results when it is closed") {
  const TempFolder folder;
  auto spool = Spool::open(folder.path("spool")).value();
  struct stat info {};
  REQUIRE(::stat(folder.path("spool").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0700);

  REQUIRE(spool.put(test::example_result(7)));
  REQUIRE(spool.put(test::example_result(8)));
  spool.remove(AttemptId{8});
  REQUIRE(write_file(folder.path("spool/slot0.result.json"), "{}"));
  spool.close();
  CHECK(std::filesystem::exists(folder.path("spool/7.done")));
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path("spool")), {}) == 1);
  spool.remove(AttemptId{7});
  spool.close();
  CHECK_FALSE(std::filesystem::exists(folder.path("spool")));
}

TEST_CASE("a spool that can't be is an error that names its folder") {
  const TempFolder folder;
  REQUIRE(write_file(folder.path("file"), ""));
  CHECK(Spool::open(folder.path("file")).error().where == folder.path("file"));

  auto spool = Spool::open(folder.path("spool")).value();
  std::filesystem::remove(folder.path("spool"));
  CHECK(spool.put(test::example_result(7)).error().where == folder.path("spool/7.done"));
}
