#include "coordinator/collector.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "common/log.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/toy_plan.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

struct Fixture {
  TempFolder workspace;
  Plan plan = toy_plan();
  std::vector<TestCaseId> ids;
  RunFolder folder;
  std::string logged;
  RunStarted started{RunId{1}, "0.1.0", "job.yaml", "/", 4, {}};
  RunEnd end{{.succeeded = 1, .failed = 1},
             ExitCode::some_failed,
             std::chrono::seconds(3),
             RunId{1},
             "",
             "",
             {}};

  Fixture() {
    plan.job.workspace = workspace.path();
    plan.job.rank.save_mode = "selected_and_all";
    plan.metrics = {{"accuracy", ""}};
    ids = test_case_ids(plan, RunId{1});
    folder = *make_run_folder(workspace.path("digits"));
    set_up_log(
        {.program = {}, .json = false, .verbosity = 0, .write = [this](std::string_view line) {
           logged += line;
         }});
  }
  ~Fixture() { set_up_log({}); }

  static TestCaseDone done(std::uint32_t test_case, Outcome outcome) {
    TestCaseDone notice;
    notice.test_case = {test_case};
    notice.outcome = outcome;
    notice.attempts = 1;
    notice.result.outcome = outcome;
    notice.result.started = true;
    notice.result.message = outcome == Outcome::succeeded ? "" : "exit status 1";
    notice.result.metrics_json = R"({"accuracy": 0.5})";
    notice.result.output_dir = "./workspace/digits/svc/x";
    return notice;
  }
  std::string content(const std::string& name) const {
    std::ifstream file(workspace.path(name));
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
};

}  // namespace

TEST_CASE_FIXTURE(
    Fixture, "what succeeded stands in the leaderboard, all that ended in resources and report") {
  Collector collector(plan, ids, folder, false);
  collector.hear(Fixture::done(0, Outcome::succeeded));
  collector.hear(Fixture::done(3, Outcome::failed));

  CHECK(collector.write_files(end, started));

  const auto rank = content("digits/rank/all_rank.csv");
  CHECK(std::count(rank.begin(), rank.end(), '\n') == 2);
  CHECK(rank.find(",0.5,") != std::string::npos);
  CHECK(content("digits/runs/1/rank.csv") == rank);
  const auto resources = content("digits/rank/resources.csv");
  CHECK(std::count(resources.begin(), resources.end(), '\n') == 3);
  const auto report = nlohmann::json::parse(content("digits/runs/1/report.json"));
  CHECK(report["exit_code"] == 1);
  CHECK(report["test_cases"].size() == 4);
  CHECK(end.rank_files ==
        std::vector<std::string>{"all_rank.csv", "selected_rank.csv", "resources.csv"});
  CHECK(end.run_folder == workspace.path("digits/runs/1"));
}

TEST_CASE_FIXTURE(Fixture, "each test case that ended is one line of the log") {
  Collector collector(plan, ids, folder, false);
  collector.hear(Fixture::done(0, Outcome::succeeded));
  collector.hear(Fixture::done(3, Outcome::failed));

  CHECK(logged.starts_with("[1/4] succeeded  svc C=1 kernel=rbf"));
  CHECK(logged.find("\n[2/4] failed     svc C=10 kernel=poly") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "what can't be written is told, the rest is written all the same") {
  Collector collector(plan, ids, folder, false);
  collector.hear(Fixture::done(0, Outcome::succeeded));
  std::ofstream(workspace.path("digits/rank")) << "a file where the folder should be";

  CHECK_FALSE(collector.write_files(end, started));

  CHECK(logged.find("error: the leaderboard can't be written") != std::string::npos);
  CHECK(end.rank_files.empty());
  CHECK_FALSE(content("digits/runs/1/report.json").empty());
}

TEST_CASE_FIXTURE(Fixture, "a run keeps its own rows, whatever the rank folder holds beside them") {
  std::filesystem::create_directory(workspace.path("digits/rank"));
  std::ofstream(workspace.path("digits/rank/all_rank.csv"))
      << "rank,algorithm,accuracy,paradigm,time,url\n1,old,0.75,singletasklearning,then,there\n";
  Collector collector(plan, ids, folder, false);
  collector.hear(Fixture::done(0, Outcome::succeeded));

  CHECK(collector.write_files(end, started));

  const auto all = content("digits/rank/all_rank.csv"), own = content("digits/runs/1/rank.csv");
  CHECK(std::count(all.begin(), all.end(), '\n') == 3);
  CHECK(std::count(own.begin(), own.end(), '\n') == 2);
  CHECK(own.starts_with("rank,algorithm,accuracy,paradigm,"));
  CHECK(own.find("\n1,svc,0.5,") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a run without a success keeps a leaderboard without rows") {
  Collector collector(plan, ids, folder, false);

  CHECK(collector.write_files(end, started));

  CHECK(content("digits/runs/1/rank.csv") == "rank,algorithm,paradigm,time,url\n");
  CHECK(content("digits/rank/all_rank.csv").empty());
}

TEST_CASE_FIXTURE(Fixture, "the texts that a result brings stand in the leaderboard") {
  Collector collector(plan, ids, folder, false);
  auto done = Fixture::done(0, Outcome::succeeded);
  done.result.metrics_json = R"({"accuracy": [1, 2]})";
  done.result.texts_json = R"({"accuracy": "{1, 2}"})";
  collector.hear(done);
  done.test_case = {1};
  done.result.texts_json = "no JSON";
  done.result.output_dir = "./workspace/digits/svc/y";
  collector.hear(done);

  CHECK(collector.write_files(end, started));

  const auto rank = content("digits/runs/1/rank.csv");
  CHECK(rank.find("1,svc,\"{1, 2}\",") != std::string::npos);
  CHECK(rank.find("2,svc,\"[1, 2]\",") != std::string::npos);
}
