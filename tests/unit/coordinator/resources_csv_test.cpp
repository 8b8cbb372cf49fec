#include "coordinator/resources_csv.hpp"

#include <doctest/doctest.h>

#include "tests/support/rank_plan.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

std::vector<TestCaseId> ids(std::uint8_t count) {
  std::vector<TestCaseId> made(count);
  for (std::uint8_t i = 0; i < count; ++i) made[i].bytes[15] = i;
  return made;
}

std::string id_text(int number) {
  return "00000000-0000-0000-0000-00000000000" + std::to_string(number);
}

TestCaseDone done(std::uint32_t test_case, Outcome outcome, Outcome of_attempt, bool started) {
  TestCaseDone notice;
  notice.test_case = {test_case};
  notice.outcome = outcome;
  notice.attempts = started ? 2 : 0;
  notice.result.outcome = of_attempt;
  notice.result.started = started;
  if (started) {
    notice.agent = AgentId{};
    notice.result.usage = {1.25, 0.5, 0.25, 1'000'000};
    notice.result.output_dir = "./ws/a, b";
  }
  return notice;
}

}  // namespace

TEST_CASE("each test case that ended has a row with what its deciding attempt took") {
  Plan plan = small_plan();
  plan.algorithms[0].request.resources.gpu = amount_unit / 2;
  RunLog log(3);
  AgentArrived agent;
  agent.host = "north";
  agent.pid = 42;
  log.add(agent);
  log.add(done(0, Outcome::succeeded, Outcome::succeeded, true));
  log.add(done(2, Outcome::failed, Outcome::timed_out, true));

  const CsvTable table = make_resources(plan, ids(3), log);

  CHECK(to_csv(table) ==
        "id,algorithm,paradigm,basemodel,basemodel-C,basemodel-n,outcome,attempts,agent,pid,"
        "wall_seconds,cpu_seconds,peak_ram_bytes,gpu,url\n" +
            id_text(0) +
            ",svc,singletasklearning,svc,1,,succeeded,2,north,42,1.250,0.750,1000000,0.5,"
            "\"./ws/a, b\"\n" +
            id_text(2) +
            ",forest,singletasklearning,forest,,50,timed_out,2,north,42,1.250,0.750,1000000,0,"
            "\"./ws/a, b\"\n");
}

TEST_CASE("a test case that never started has no figures") {
  const Plan plan = small_plan();
  RunLog log(3);
  log.add(done(1, Outcome::cancelled, Outcome::cancelled, false));

  const CsvTable table = make_resources(plan, ids(3), log);

  REQUIRE(table.rows.size() == 1);
  CHECK(table.rows[0] == std::vector<std::string>{id_text(1), "svc", "singletasklearning", "svc",
                                                  "10", "", "cancelled", "0", "", "", "", "", "",
                                                  "0", ""});
}

TEST_CASE("rows of other runs stay to the letter") {
  const auto merged = merge_resources("id,wall_seconds,old\na,1.50,\"x\"\nb,2,y\n",
                                      {{"id", "outcome", "wall_seconds"}, {{"b", "failed", "3"}}});

  REQUIRE(merged.has_value());
  CHECK(*merged == "id,wall_seconds,old,outcome\na,1.50,\"x\",\nb,3,,failed\n");
}

TEST_CASE("a file without other rows is written anew") {
  const CsvTable rows{{"id", "outcome"}, {{"a", "failed"}}};

  CHECK(merge_resources("", rows).value() == "id,outcome\na,failed\n");
  CHECK(merge_resources("id,old\na,1\n", rows).value() == "id,outcome\na,failed\n");
}

TEST_CASE("a file that is no such table is refused") {
  for (const char* text : {"name\nx\n", "id,a\n1\n"}) {
    const auto merged = merge_resources(text, {{"id"}, {{"a"}}});
    REQUIRE_FALSE(merged.has_value());
    CHECK(merged.error().kind == ErrorKind::invalid);
    CHECK(merged.error().where.find("resources.csv:") == 0);
  }
}
