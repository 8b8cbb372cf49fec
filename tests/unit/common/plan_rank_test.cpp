#include "common/plan_rank.hpp"

#include "tests/support/job_text.hpp"

using namespace ianvs;
using Texts = std::vector<std::string>;

namespace {
JobText job_with_rank(const std::string& rank) {
  JobText job;
  job.rank = rank;
  return job;
}
RankSettings rank_of(const std::string& rank) { return plan_of(job_with_rank(rank)).job.rank; }
}  // namespace

TEST_CASE("an empty rank block has Ianvs' defaults") {
  const RankSettings rank = rank_of("{}");

  CHECK(rank.sort_by.empty());
  CHECK(rank.visualization_mode == "selected_only");
  CHECK(rank.visualization_method == "print_table");
  CHECK(rank.save_mode == "selected_and_all");
  CHECK_FALSE(rank.paradigms);
  CHECK_FALSE(rank.metrics);
}

TEST_CASE("a rank block is read whole") {
  const RankSettings rank = rank_of(
      "{sort_by: [{accuracy: descend}, {accuracy: ascend}], save_mode: selected_only, "
      "visualization: {mode: none}, selected_dataitem: {paradigms: [all], modules: [basemodel], "
      "hyperparameters: [], metrics: [accuracy, all]}}");

  REQUIRE(rank.sort_by.size() == 2);
  CHECK_FALSE(rank.sort_by[0].ascending);
  CHECK(rank.sort_by[1].ascending);
  CHECK(rank.visualization_mode == "none");
  CHECK_FALSE(rank.paradigms);
  CHECK(rank.modules == Texts{"basemodel"});
  CHECK(rank.hyperparameters == Texts{});
  CHECK(rank.metrics == Texts{"accuracy", "all"});
  CHECK(rank.save_mode == "selected_only");
}

TEST_CASE("what Ianvs passes over when it sorts is warned of") {
  const struct {
    std::string sort_by;
    std::string warning;
  } cases[] = {
      {"[{acuracy: descend}]",
       "the testenv has no metric \"acuracy\", so it isn't sorted by (did you mean accuracy?)"},
      {"[accuracy]", "found the text \"accuracy\", which Ianvs skips (write {\"accuracy\":"},
      {"[{accuracy: asc}]", "found the text \"asc\", which Ianvs takes for descend"},
      {"[{accuracy: ascend, f1: descend}]", "only the first metric of a mapping is sorted by"}};
  for (const auto& [sort_by, warning] : cases) {
    CAPTURE(sort_by);
    const Texts warnings = warnings_of(job_with_rank("{sort_by: " + sort_by + "}"));
    REQUIRE(warnings.size() == 1);
    CAPTURE(warnings[0]);
    CHECK(warnings[0].find(warning) != std::string::npos);
  }
}

TEST_CASE("what Ianvs would fail at after all test cases have run is refused before they do") {
  const struct {
    std::string rank;
    std::string error;
  } cases[] = {
      {"", "benchmarkingjob.rank: found nothing"},
      {"{sort_by: accuracy}", "rank.sort_by: found the text \"accuracy\""},
      {"{visualization: print_table}", "rank.visualization: found the text \"print_table\""},
      {"{visualization: {mode: selected_only}}", "visualization.method: is missing"},
      {"{visualization: {mode: selected_only, method: plot}}",
       "method: found the text \"plot\" (allowed: \"print_table\")"},
      {"{save_mode: all}", "rank.save_mode: found the text \"all\""},
      {"{selected_dataitem: {paradigms: [all], modules: [all], metrics: [all]}}",
       "selected_dataitem.hyperparameters: is missing (write hyperparameters: [\"all\"])"},
      {"{selected_dataitem: {paradigms: [all], modules: [all], hyperparameters: [all], metrics: "
       "[]}}",
       "selected_dataitem.metrics: found an empty list"},
      {"{selected_dataitem: {paradigms: all, modules: [all], hyperparameters: [all], metrics: "
       "[all]}}",
       "selected_dataitem.paradigms: found the text \"all\" (allowed: a list such as [\"all\"])"}};
  for (const auto& [rank, error] : cases) {
    CAPTURE(rank);
    const Texts errors = errors_of(job_with_rank(rank));
    REQUIRE(errors.size() == 1);
    CAPTURE(errors[0]);
    CHECK(errors[0].find(error) != std::string::npos);
  }
}

TEST_CASE("unknown keys of a rank block are warned of") {
  CHECK(
      warnings_of(job_with_rank("{sortby: [], visualization: {mode: x, methd: y}}")) ==
      Texts{"job.yaml:10:10: benchmarkingjob.rank.sortby: is ignored: an unknown key (did you mean "
            "sort_by?)",
            "job.yaml:10:47: benchmarkingjob.rank.visualization.methd: is ignored: an unknown key "
            "(did you mean method?)"});
}

TEST_CASE("pictures that nobody will draw are told of with the plan") {
  JobText job;
  job.rank = "{save_mode: selected_and_all_and_picture}";
  const Texts warnings = warnings_of(job);
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].find("rank.save_mode: no picture is drawn") != std::string::npos);

  job.testenv =
      "testenv:\n  dataset: {train_index: /data/train.txt, test_index: /data/test.txt}\n"
      "  metrics: [{name: Matrix, url: ./matrix.py}]\n";
  CHECK(warnings_of(job).empty());
}
