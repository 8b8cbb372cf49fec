#include "coordinator/leaderboard_csv.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <future>

#include "common/file.hpp"
#include "tests/support/rank_plan.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

Leaderboard board_of(const Plan& plan, const std::string& url) {
  Leaderboard board(plan);
  board.add({0}, {Value::Dict{{"accuracy", 0.5}}, "now", url});
  return board;
}

std::string content(const std::string& path) { return read_file(path, 1 << 20).value_or("none"); }

}  // namespace

TEST_CASE("both files are written, the second run's beside the first one's rows") {
  const TempFolder folder;
  const Plan plan = small_plan();

  const auto first = write_rank(folder.path("job"), board_of(plan, "./a"), "selected_and_all");
  const auto second = write_rank(folder.path("job"), board_of(plan, "./b"), "selected_and_all");

  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  CHECK(content(folder.path("job/rank/all_rank.csv")) == second->all_csv);
  CHECK(content(folder.path("job/rank/selected_rank.csv")) == second->selected_csv);
  CHECK(second->all_csv.find("./a") != std::string::npos);
  CHECK(second->all_csv.find("./b") != std::string::npos);
}

TEST_CASE("selected_only writes the selected rows alone, and keeps those of earlier runs") {
  const TempFolder folder;
  Plan plan = small_plan();
  REQUIRE(write_rank(folder.path(), board_of(plan, "./a"), "selected_only").has_value());
  plan.algorithms[0].name = "other";

  REQUIRE(write_rank(folder.path(), board_of(plan, "./b"), "selected_only").has_value());

  CHECK_FALSE(std::filesystem::exists(folder.path("rank/all_rank.csv")));
  const std::string selected = content(folder.path("rank/selected_rank.csv"));
  CHECK(selected.find("./a") != std::string::npos);
  CHECK(selected.find("./b") != std::string::npos);
}

TEST_CASE("without results no file is touched or made") {
  const TempFolder folder;
  const Plan plan = small_plan();

  REQUIRE(write_rank(folder.path(), Leaderboard(plan), "selected_and_all").has_value());

  CHECK_FALSE(std::filesystem::exists(folder.path("rank/all_rank.csv")));
  CHECK_FALSE(std::filesystem::exists(folder.path("rank/selected_rank.csv")));
}

TEST_CASE("a file that is no leaderboard is named with its path and stays as it is") {
  const TempFolder folder;
  const Plan plan = small_plan();
  REQUIRE(make_folders(folder.path("rank")).has_value());
  REQUIRE(write_file(folder.path("rank/all_rank.csv"), "my notes\n").has_value());

  const auto rank = write_rank(folder.path(), board_of(plan, "./a"), "selected_and_all");

  REQUIRE_FALSE(rank.has_value());
  CHECK(rank.error().kind == ErrorKind::invalid);
  CHECK(rank.error().where == folder.path("rank/all_rank.csv:1"));
  CHECK(content(folder.path("rank/all_rank.csv")) == "my notes\n");
  CHECK_FALSE(std::filesystem::exists(folder.path("rank/selected_rank.csv")));
}

TEST_CASE("a run waits until another one has written its rows") {
  const TempFolder folder;
  const Plan plan = small_plan();
  REQUIRE(make_folders(folder.path("rank")).has_value());
  const int lock = open(folder.path("rank/.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  REQUIRE(flock(lock, LOCK_EX) == 0);

  auto waiting = std::async(std::launch::async, [&] {
    return write_rank(folder.path(), board_of(plan, "./b"), "selected_and_all").has_value();
  });
  const Rank other = board_of(plan, "./a").render("", "").value();
  REQUIRE(write_file(folder.path("rank/all_rank.csv"), other.all_csv).has_value());
  close(lock);

  CHECK(waiting.get());
  CHECK(content(folder.path("rank/all_rank.csv")).find("./a") != std::string::npos);
}

TEST_CASE("resources of earlier runs stay, those of the same test cases are replaced") {
  const TempFolder folder;
  const std::string path = folder.path("rank/resources.csv");

  REQUIRE(write_resources(folder.path(), {{"id", "agent"}, {{"1", "x"}, {"2", "x"}}}).has_value());
  REQUIRE(write_resources(folder.path(), {{"id", "agent"}, {{"2", "y"}}}).has_value());
  CHECK(content(path) == "id,agent\n1,x\n2,y\n");

  REQUIRE(write_file(path, "notes\n").has_value());
  const auto refused = write_resources(folder.path(), {{"id"}, {{"3"}}});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().where == path + ":1");
  CHECK(content(path) == "notes\n");
}
