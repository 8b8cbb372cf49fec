#include "coordinator/plan_print.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/job_text.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {
std::string table_of(const Plan& plan) {
  std::ostringstream out;
  print_plan_table(out, plan);
  return out.str();
}
std::string json_of(const Plan& plan) {
  std::ostringstream out;
  print_plan_json(out, plan, test_case_ids(plan, RunId{1}));
  return out.str();
}
}  // namespace

TEST_CASE("the table has a line for each test case, with what it is and what it asks for") {
  JobText job;
  job.job_lines = "  resources: {cpu: 2, ram: 4GB}\n  timeout: 2h\n";
  job.hyperparameters = "[{C: {values: [1, 10]}}, {gamma: {values: [~]}}]";

  CHECK(table_of(plan_of(job)) ==
        "job \"digits\": 2 test cases of 1 algorithm; metrics accuracy; workspace ./ws\n"
        "#  algorithm  asks for                        modules and hyperparameters\n"
        "1  svc        2 cpu, 4GB ram, at most 2h 00m  basemodel=svc C=1 gamma=None\n"
        "2  svc        2 cpu, 4GB ram, at most 2h 00m  basemodel=svc C=10 gamma=None\n");
}

TEST_CASE("names can't send control sequences to the terminal") {
  JobText job;
  job.hyperparameters = "[{C: {values: [\"\\e[31mred\"]}}]";

  const std::string table = table_of(plan_of(job));
  CHECK(table.find('\x1b') == std::string::npos);
  CHECK(table.find("\\u001b[31mred") != std::string::npos);
}

TEST_CASE("JSON has what scripts need of each test case, in Ianvs' order") {
  JobText job;
  job.job_lines = "  resources: {cpu: 0.5, ram: 1GB, gpu: 0.25, gpu_memory: 2GB, jetson: 1}\n";
  job.hyperparameters =
      "[{a: {values: [1.0e-4, .nan, -.inf]}}, {b: {values: [2001-12-14]}}, {c: {values: [[1, "
      "x]]}}]";
  const Plan plan = plan_of(job);

  const auto json = nlohmann::ordered_json::parse(json_of(plan));

  CHECK(json["name"] == "digits");
  CHECK(json["workspace"] == "./ws");
  CHECK(json["metrics"] == nlohmann::json{"accuracy"});
  REQUIRE(json["testcases"].size() == 3);
  const auto& first = json["testcases"][0];
  CHECK(first["id"] == uuid_text(test_case_ids(plan, RunId{1})[0]));
  CHECK(first["algorithm"] == "svc");
  CHECK(first["paradigm"] == "singletasklearning");
  CHECK(first["resources"].dump() ==
        R"({"cpu":0.5,"ram":1000000000,"gpu":0.25,"gpu_memory":2000000000,"jetson":1})");
  CHECK(first["modules"].dump() ==
        R"([{"type":"basemodel","name":"svc","url":"./svc.py","hyperparameters":[)"
        R"({"name":"a","value":0.0001,"str":"0.0001","type":"float"},)"
        R"({"name":"b","value":"2001-12-14","str":"2001-12-14","type":"date"},)"
        R"({"name":"c","value":[1,"x"],"str":"[1, 'x']","type":"list"}]}])");
  CHECK(json["testcases"][1]["modules"][0]["hyperparameters"][0]["value"] == "nan");
  CHECK(json["testcases"][2]["modules"][0]["hyperparameters"][0]["value"] == "-inf");
}

TEST_CASE("JSON says null where no cpu was asked for") {
  const auto json = nlohmann::json::parse(json_of(plan_of(JobText())));

  CHECK(json["testcases"][0]["resources"].dump() == R"({"cpu":null,"gpu":0,"ram":0})");
}

TEST_CASE("a simulation that is built first is shown") {
  JobText job;
  job.job_lines = "  simulation: {cloud_number: 1, cluster_name: sim}\n";
  const Plan plan = plan_of(job);

  CHECK(
      table_of(plan).find("\nfirst Ianvs builds a simulation: {'cloud_number': 1, 'cluster_name': "
                          "'sim'}\n#") != std::string::npos);
  CHECK(nlohmann::json::parse(json_of(plan))["simulation"]["cloud_number"] == 1);
  CHECK_FALSE(nlohmann::json::parse(json_of(plan_of(JobText()))).contains("simulation"));
}
