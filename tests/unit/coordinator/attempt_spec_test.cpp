#include "coordinator/attempt_spec.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/support/toy_plan.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

struct Fixture {
  Plan plan = toy_plan();
  std::vector<TestCaseId> ids = test_case_ids(plan, RunId{1});

  AttemptSpec make(const StartOrder& order) {
    return AttemptSpecs(plan, ids, "./jobs/job.yaml", "/ws/runs/1").make(order);
  }
};

}  // namespace

TEST_CASE_FIXTURE(
    Fixture, "a runner gets its test case as JSON: who it is, its hyperparameters, the testenv") {
  const auto spec = make({AttemptId{7}, TestCaseIndex{1}, 1, {}, {}});

  const auto json = nlohmann::json::parse(spec.test_case_json);
  CHECK(json["id"] == uuid_text(ids[1]));
  CHECK(json["algorithm"] == "svc");
  CHECK(json["paradigm"] == "singletasklearning");
  CHECK(json["modules"] == nlohmann::json::parse(R"([{
    "type": "basemodel", "name": "svc", "url": "./svc.py", "hyperparameters": [
      {"name": "C", "value": 1, "str": "1", "type": "int"},
      {"name": "kernel", "value": "poly", "str": "poly", "type": "str"}]}])"));
  CHECK(json["testenv"] == nlohmann::json::parse(R"({"dataset": "digits"})"));
  CHECK(json["partition"] == nlohmann::json::parse(R"({"index": 0, "count": 1})"));
}

TEST_CASE_FIXTURE(Fixture, "an attempt has a folder of its own and is told the one before") {
  const auto first = make({AttemptId{1}, TestCaseIndex{2}, 1, {}, {}});
  const auto third = make({AttemptId{9}, TestCaseIndex{2}, 3, {}, {}});

  const auto folder = "./workspace/digits/svc/" + uuid_text(ids[2]);
  CHECK(first.output_dir == folder);
  CHECK(first.previous_output_dir.empty());
  CHECK(third.output_dir == folder + ".3");
  CHECK(third.previous_output_dir == folder + ".2");
}

TEST_CASE_FIXTURE(Fixture,
                  "what the scheduler gave and what the algorithm asks for both reach the agent") {
  plan.algorithms[0].timeout = std::chrono::minutes(5);
  plan.algorithms[0].request.exclusive = true;
  Resources resources;
  resources.cpu = 2 * amount_unit;

  const auto spec = make({AttemptId{4}, TestCaseIndex{0}, 2, resources, {"GPU-1"}});

  CHECK(spec.attempt == AttemptId{4});
  CHECK(spec.number == 2);
  CHECK(spec.test_case == ids[0]);
  CHECK(spec.runner == RunnerKind::command);
  CHECK(spec.command == std::vector<std::string>{"python3", "./svc.py"});
  CHECK(spec.resources == resources);
  CHECK(spec.gpus == std::vector<std::string>{"GPU-1"});
  CHECK(spec.exclusive);
  CHECK(spec.timeout == Duration(std::chrono::minutes(5)));
  CHECK(spec.grace == Duration(std::chrono::seconds(10)));
}

TEST_CASE_FIXTURE(
    Fixture,
    "names that need quoting in JSON are quoted, and modules without hyperparameters have none") {
  plan.algorithms[0].name = "a \"quoted\"\nname";
  plan.algorithms[0].modules[0].axes.clear();
  plan.algorithms[0].count = 1;
  ids = test_case_ids(plan, RunId{1});

  const auto json =
      nlohmann::json::parse(make({AttemptId{1}, TestCaseIndex{0}, 1, {}, {}}).test_case_json);

  CHECK(json["algorithm"] == "a \"quoted\"\nname");
  CHECK(json["modules"][0]["hyperparameters"] == nlohmann::json::array());
}

TEST_CASE_FIXTURE(Fixture,
                  "Ianvs' runner also gets settings, places, and values as Python has them") {
  auto& algorithm = plan.algorithms[0];
  algorithm.runner = RunnerKind::ianvs;
  algorithm.python = "./venv/bin/python";
  algorithm.settings = Value(Value::Dict{
      {std::string("fl_data_setting"), Value::Dict{{std::int64_t{1}, std::string("x")}}}});
  algorithm.modules[0].axes[1].values[1] = Value::Bytes{"poly"};
  plan.testenv = Value(Value::Dict{{std::string("$x"), Value()}});

  const auto first = make({AttemptId{7}, TestCaseIndex{1}, 1, {}, {}});
  const auto second = make({AttemptId{8}, TestCaseIndex{1}, 2, {}, {}});

  CHECK(first.python == "./venv/bin/python");
  const auto json = nlohmann::json::parse(first.test_case_json);
  const auto id = uuid_text(ids[1]);
  CHECK(json["id"] == id);
  CHECK(json["folder"] == id);
  CHECK(nlohmann::json::parse(second.test_case_json)["folder"] == id + ".2");
  CHECK(json["settings"] == nlohmann::json::parse(R"({"fl_data_setting": {"$dict": [[1, "x"]]}})"));
  CHECK(
      json["modules"][0]["hyperparameters"][1] ==
      nlohmann::json::parse(
          R"({"name": "kernel", "value": {"$bytes": "cG9seQ=="}, "str": "poly", "type": "bytes"})"));
  CHECK(json["testenv"] == nlohmann::json::parse(R"({"$dict": [["$x", null]]})"));
  CHECK(json["partition"] == nlohmann::json::parse(R"({"index": 0, "count": 1})"));
  CHECK(json["workspace"] == "./workspace/digits");
  CHECK(json["job_file"] == "./jobs/job.yaml");
}

TEST_CASE_FIXTURE(Fixture, "a partition is told its slice and where its results go") {
  plan.algorithms[0].runner = RunnerKind::ianvs;
  plan.algorithms[0].partitions = 4;

  const auto spec = make({AttemptId{7}, TestCaseIndex{1}, 3, {}, {}, 2, {}});

  const auto id = uuid_text(ids[1]);
  const auto json = nlohmann::json::parse(spec.test_case_json);
  CHECK(spec.partition == 2);
  CHECK(json["partition"] ==
        nlohmann::json({{"index", 1},
                        {"count", 4},
                        {"results", "/ws/runs/1/partitions/" + id + "/2.3.pickle"}}));
  CHECK(json["folder"] == id + ".p2.3");
  CHECK(spec.output_dir == "./workspace/digits/svc/" + id + ".p2.3");
  CHECK(spec.previous_output_dir == "./workspace/digits/svc/" + id + ".p2.2");
}

TEST_CASE_FIXTURE(
    Fixture,
    "a merge is told the files of just those attempts that counted, in order, and has "
    "the test case's own folder") {
  plan.algorithms[0].runner = RunnerKind::ianvs;
  plan.algorithms[0].partitions = 3;

  StartOrder merge{AttemptId{7}, TestCaseIndex{1}, 1, {}, {}};
  merge.parts = {1, 3, 1};
  const auto spec = make(merge);

  const auto id = uuid_text(ids[1]);
  const auto json = nlohmann::json::parse(spec.test_case_json);
  const auto folder = "/ws/runs/1/partitions/" + id;
  CHECK(json["partition"] ==
        nlohmann::json(
            {{"count", 3},
             {"parts", {folder + "/1.1.pickle", folder + "/2.3.pickle", folder + "/3.1.pickle"}}}));
  CHECK(json["folder"] == id);
  CHECK(spec.output_dir == "./workspace/digits/svc/" + id);
}

TEST_CASE_FIXTURE(Fixture, "a program's test case has nothing of Ianvs' runner") {
  const auto spec = make({AttemptId{7}, TestCaseIndex{1}, 1, {}, {}});

  const auto json = nlohmann::json::parse(spec.test_case_json);
  CHECK(spec.python.empty());
  for (const char* name : {"settings", "workspace", "folder", "job_file"}) {
    CHECK_FALSE(json.contains(name));
  }
}
