#include "coordinator/leaderboard.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/rank_plan.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

const std::string header =
    "rank,algorithm,accuracy,f1,paradigm,basemodel,basemodel-C,"
    "basemodel-n,time,url\n";

LeaderboardResult result(Value accuracy, Value f1, const std::string& url) {
  return {Value::Dict{{"accuracy", std::move(accuracy)}, {"f1", std::move(f1)}},
          "2026-11-24 16:00:35", url};
}

Rank render(const Leaderboard& board, const std::string& old_all = "",
            const std::string& old_selected = "") {
  auto rank = board.render(old_all, old_selected);
  REQUIRE(rank.has_value());
  return *rank;
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Three results, sorted by accuracy, best first.
struct Sorted {
  Plan plan = small_plan();
  Sorted() { plan.job.rank.sort_by = {{"accuracy", false}, {"nothing", true}}; }
  Leaderboard board() const {
    Leaderboard made(plan);
    made.add({2}, result(0.875, 0.5, "./ws/forest/3"));
    made.add({0}, result(0.75, 0.25, "./ws/svc/1"));
    made.add({1}, result(1, 0.5, "./ws/svc/2"));
    return made;
  }
};

}  // namespace

TEST_CASE("a fresh leaderboard is what Ianvs writes") {
  const Sorted job;

  const Rank rank = render(job.board());

  CHECK(rank.all_csv ==
        header +
            "1,svc,1.0,0.5,singletasklearning,svc,10,,2026-11-24 16:00:35,./ws/svc/2\n"
            "2,forest,0.875,0.5,singletasklearning,forest,,50,2026-11-24 16:00:35,./ws/forest/3\n"
            "3,svc,0.75,0.25,singletasklearning,svc,1,,2026-11-24 16:00:35,./ws/svc/1\n");
  CHECK(rank.selected_csv == rank.all_csv);
  CHECK(rank.table.find("|  1   |    svc    |   1.0    | 0.5  | singletasklearning |") !=
        std::string::npos);
  CHECK(lines(rank.table) == 7);
  CHECK(rank.warnings.empty());
}

TEST_CASE("the order in which results came doesn't show") {
  const Plan plan = small_plan();
  Leaderboard forwards(plan), backwards(plan);
  for (const std::uint32_t i : {0U, 1U, 2U}) {
    forwards.add({i}, result(i == 1 ? Value(3) : Value(0.5), 1, "./ws/" + std::to_string(i)));
  }
  for (const std::uint32_t i : {2U, 1U, 0U}) {
    backwards.add({i}, result(i == 1 ? Value(3) : Value(0.5), 1, "./ws/" + std::to_string(i)));
  }

  CHECK(render(forwards).all_csv == render(backwards).all_csv);
}

TEST_CASE("a second result of a test case replaces the first") {
  const Plan plan = small_plan();
  Leaderboard board(plan);
  board.add({0}, result(0.5, 0.5, "./ws/svc/1"));
  board.add({0}, result(0.75, 0.5, "./ws/svc/1.2"));

  const std::string csv = render(board).all_csv;

  CHECK(lines(csv) == 2);
  CHECK(csv.find("./ws/svc/1.2") != std::string::npos);
}

TEST_CASE("metrics that are no dict give a row without metrics") {
  const Plan plan = small_plan();
  Leaderboard board(plan);
  board.add({0}, {Value::List{1, 2}, "now", "./ws/svc/1"});

  CHECK(render(board).all_csv ==
        "rank,algorithm,paradigm,basemodel,basemodel-C,time,url\n"
        "1,svc,singletasklearning,svc,1,now,./ws/svc/1\n");
}

TEST_CASE("the selected table has the selected columns and rows, each once") {
  Plan plan = small_plan();
  add_algorithm(plan, "lifelong", {module("basemodel", "net")}, "lifelonglearning");
  plan.job.rank.metrics = {"f1"};
  plan.job.rank.hyperparameters = std::vector<std::string>{};
  plan.job.rank.paradigms = {"singletasklearning"};
  Leaderboard board(plan);
  board.add({0}, result(0.75, Value::Dict{{"macro", 0.5}}, "./ws/svc/1"));
  board.add({1}, result(0.5, Value::Dict{{"macro", 0.5}}, "./ws/svc/2"));
  board.add({2}, result(0.5, Value::Dict{{"macro", 0.25}}, "./ws/forest/3"));
  board.add({3}, result(0.5, 0.25, "./ws/lifelong/4"));

  const Rank rank = render(board);

  CHECK(rank.selected_csv ==
        "rank,algorithm,f1,paradigm,basemodel,time,url\n"
        "1,svc,{'macro': 0.5},singletasklearning,svc,2026-11-24 16:00:35,./ws/svc/1\n"
        "2,forest,{'macro': 0.25},singletasklearning,forest,2026-11-24 16:00:35,./ws/forest/3\n");
  CHECK(lines(rank.all_csv) == 5);
  REQUIRE(rank.warnings.size() == 1);
  CHECK(rank.warnings[0].starts_with("metric 'f1' holds lists or dicts"));
}

TEST_CASE("lists and dicts are warned of only where they are selected") {
  Plan plan = small_plan();
  plan.job.rank.metrics = {"accuracy"};
  Leaderboard board(plan);
  board.add({0}, result(0.75, Value::Dict{{"macro", 0.5}}, "./ws/svc/1"));

  CHECK(render(board).warnings.empty());
}

TEST_CASE("a metric that has a text of its own stands there with it") {
  const Plan plan = small_plan();
  Leaderboard board(plan);
  LeaderboardResult with_texts = result(3, Value::List{1, 2}, "./ws/svc/1");
  with_texts.texts = Value::Dict{{"f1", "(1, 2)"}, {"unknown", "x"}};
  board.add({0}, std::move(with_texts));
  board.add({1}, result(4, 0.5, "./ws/svc/2"));

  const Rank rank = render(board);

  CHECK(rank.all_csv ==
        "rank,algorithm,accuracy,f1,paradigm,basemodel,basemodel-C,time,url\n"
        "1,svc,3,\"(1, 2)\",singletasklearning,svc,1,2026-11-24 16:00:35,./ws/svc/1\n"
        "2,svc,4,0.5,singletasklearning,svc,10,2026-11-24 16:00:35,./ws/svc/2\n");
  CHECK(rank.warnings.empty());
}

TEST_CASE("old rows stay to the letter and are sorted with the new ones by value") {
  const Sorted job;
  const std::string old =
      "rank,algorithm,loss,accuracy,paradigm,time,url\n"
      "1,mlp,0.9799666110183639000,9.5e-1,singletasklearning,\"yesterday\",./ws/mlp/1\n"
      "2,mlp,3,0.100,singletasklearning,yesterday,./ws/mlp/2\n";

  const Rank rank = render(job.board(), old);

  CHECK(rank.all_csv ==
        "rank,algorithm,loss,accuracy,paradigm,time,url,f1,basemodel,basemodel-C,basemodel-n\n"
        "1,svc,,1.0,singletasklearning,2026-11-24 16:00:35,./ws/svc/2,0.5,svc,10,\n"
        "2,mlp,0.9799666110183639000,9.5e-1,singletasklearning,\"yesterday\",./ws/mlp/1,,,,\n"
        "3,forest,,0.875,singletasklearning,2026-11-24 16:00:35,./ws/forest/3,0.5,forest,,50\n"
        "4,svc,,0.75,singletasklearning,2026-11-24 16:00:35,./ws/svc/1,0.25,svc,1,\n"
        "5,mlp,3,0.100,singletasklearning,yesterday,./ws/mlp/2,,,,\n");
  CHECK(rank.selected_csv.substr(0, header.size()) == header);
  CHECK(lines(rank.selected_csv) == 6);
}

TEST_CASE("writing the same results again changes nothing") {
  const Sorted job;
  const Rank first = render(job.board());

  const Rank second = render(job.board(), first.all_csv, first.selected_csv);

  CHECK(second.all_csv == first.all_csv);
  CHECK(second.selected_csv == first.selected_csv);
}

TEST_CASE("a later attempt's row replaces that of an earlier attempt") {
  const Plan plan = small_plan();
  const std::string url = "./ws/svc/2dbc324c-e820-11f1-893a-02fc00000001";
  Leaderboard before(plan), after(plan);
  before.add({0}, result(0.5, 0.5, url + ".2"));
  after.add({0}, result(0.75, 0.5, url + ".10"));

  const Rank rank = render(after, render(before).all_csv, render(before).selected_csv);

  CHECK(lines(rank.all_csv) == 2);
  CHECK(rank.all_csv.find(url + ".10") != std::string::npos);
}

TEST_CASE("equal results of two runs are both kept, but selected once") {
  const Plan plan = small_plan();
  Leaderboard first(plan), second(plan);
  first.add({0}, result(0.5, 3, "./ws/svc/old"));
  second.add({0}, result(0.5, 3, "./ws/svc/new"));

  const Rank rank = render(second, render(first).all_csv, render(first).selected_csv);

  CHECK(lines(rank.all_csv) == 3);
  CHECK(lines(rank.selected_csv) == 2);
  CHECK(rank.selected_csv.find("./ws/svc/old") != std::string::npos);
}

TEST_CASE("rows that only selected_rank.csv has are kept there, with all their columns") {
  const Plan plan = small_plan();
  Leaderboard board(plan);
  board.add({0}, result(0.5, 0.25, "./ws/svc/1"));
  const std::string old =
      "rank,algorithm,loss,paradigm,time,url\n1,mlp,7,singletasklearning,yesterday,./ws/mlp/1\n";

  const Rank rank = render(board, "", old);

  CHECK(rank.all_csv.find("mlp") == std::string::npos);
  CHECK(rank.selected_csv ==
        "rank,algorithm,accuracy,f1,paradigm,basemodel,basemodel-C,time,url,loss\n"
        "1,mlp,,,singletasklearning,,,yesterday,./ws/mlp/1,7\n"
        "2,svc,0.5,0.25,singletasklearning,svc,1,2026-11-24 16:00:35,./ws/svc/1,\n");
}

TEST_CASE("without results the old files come back as they are") {
  const Plan plan = small_plan();
  const Leaderboard board(plan);
  const std::string old = "rank,algorithm,paradigm,time,url\n1,mlp,p,t,u\n";

  CHECK(board.empty());
  const Rank nothing = render(board);
  CHECK(nothing.all_csv.empty());
  CHECK(nothing.selected_csv.empty());
  CHECK(nothing.table.empty());
  const Rank same = render(board, old, old);
  CHECK(same.all_csv == old);
  CHECK(same.selected_csv == old);
  CHECK(lines(same.table) == 5);
}

TEST_CASE("a file that is no leaderboard is refused by name and line") {
  const Plan plan = small_plan();
  Leaderboard board(plan);
  board.add({0}, result(0.5, 0.5, "./ws/svc/1"));
  const std::string good = "rank,algorithm,paradigm,time,url\n1,mlp,p,t,u\n";
  const std::pair<std::string, std::string> cases[] = {
      {"name,value\nx,1\n", "1"},
      {"algorithm,rank,paradigm,time,url\n", "1"},
      {"rank,algorithm,paradigm,time\n", "1"},
      {"rank,algorithm,paradigm,time,url\n1,a,b,c\n", "2"},
      {"rank,algorithm,paradigm,time,url\n1,\"a,b,c,d\n", "2"},
  };
  for (const auto& [text, line] : cases) {
    CAPTURE(text);
    const auto all = board.render(text, good);
    REQUIRE_FALSE(all.has_value());
    CHECK(all.error().kind == ErrorKind::invalid);
    CHECK(all.error().where == "all_rank.csv:" + line);
    const auto selected = board.render(good, text);
    REQUIRE_FALSE(selected.has_value());
    CHECK(selected.error().where == "selected_rank.csv:" + line);
  }
}

TEST_CASE("a sort key that no result has is told of, unless the plan did so already") {
  Plan plan = small_plan();
  plan.job.rank.sort_by = {{"f1", true}, {"never heard of", true}};
  Leaderboard board(plan);
  board.add({0}, {Value::Dict{{"accuracy", 0.5}}, "now", "./ws/svc/1"});

  const Rank rank = render(board);

  REQUIRE(rank.warnings.size() == 1);
  CHECK(rank.warnings[0].find("'f1'") != std::string::npos);
}
