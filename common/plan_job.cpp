#include "common/plan_job.hpp"

#include <algorithm>
#include <array>

#include "common/did_you_mean.hpp"
#include "common/plan_rank.hpp"
#include "common/plan_request.hpp"
#include "common/plan_runner.hpp"
#include "common/text_cursor.hpp"

namespace ianvs {
namespace {

constexpr std::array<std::string_view, 17> job_keys{"name",
                                                    "workspace",
                                                    "testenv",
                                                    "test_object",
                                                    "rank",
                                                    "simulation",
                                                    "parallel_execution",
                                                    "num_workers",
                                                    "resources",
                                                    "exclusive",
                                                    "timeout",
                                                    "retries",
                                                    "max_failures",
                                                    "fail_fast",
                                                    "priority",
                                                    "stage",
                                                    "launch"};
constexpr std::array<std::string_view, 12> entry_keys{
    "name",     "url",    "resources", "exclusive", "timeout",    "retries",
    "priority", "runner", "command",   "python",    "partitions", "tags"};
/// Ours that stand in the one place only.
constexpr std::array<std::string_view, 5> only_in_entries{"runner", "command", "python",
                                                          "partitions", "tags"};
constexpr std::array<std::string_view, 7> only_in_job{
    "parallel_execution", "num_workers", "max_failures", "fail_fast", "stage", "launch",
    "workspace"};
constexpr std::array<std::string_view, 5> simulation_keys{
    "cloud_number", "edge_number", "cluster_name", "kubeedge_version", "sedna_version"};
constexpr std::int64_t max_simulated_nodes = 1'000'000;
constexpr std::array<std::string_view, 2> test_object_keys{"type", "algorithms"};

/// The job's folder is <workspace>/<name>: a name must not lead to another place.
bool stays_in_workspace(std::string_view name) {
  std::size_t begin = 0;
  while (begin <= name.size()) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    const std::string_view part = name.substr(begin, end - begin);
    if (part.empty() || part == "." || part == ".." || part.find('\0') != part.npos) {
      return false;
    }
    begin = end + 1;
  }
  return true;
}

void read_names(const Field& job, JobSettings& settings) {
  if (const auto name = job.find("name")) {
    const auto text = name->text("a text (in quotes)");
    if (text && !stays_in_workspace(*text)) {
      name->not_allowed("the name of a folder in the workspace, such as \"job\"");
    }
    settings.name = text.value_or("");
  }
  settings.workspace = "./workspace";
  if (const auto workspace = job.find("workspace")) {
    settings.workspace = workspace->text("the path of a folder").value_or("");
  }
}

void read_workers(const Field& job, JobSettings& settings) {
  if (const auto parallel = job.find("parallel_execution")) {
    settings.parallel_execution = parallel->flag().value_or(false);
  }
  const auto workers = job.find("num_workers");
  if (!workers) {
    return;
  }
  const auto* text = workers->value().as_string();
  if (text != nullptr && *text == "auto") {
    return;
  }
  constexpr std::int64_t most = 65'536;
  if (const auto count = workers->integer(1, most, "a whole number from 1 to 65536, or \"auto\"")) {
    settings.num_workers = static_cast<std::uint32_t>(*count);
  }
}

/// "5%", "0.5%"; nullopt if it is none, or not above 0 and up to 100.
std::optional<double> percentage(std::string_view text) {
  TextCursor cursor(text);
  const std::string_view whole = cursor.take_all("0123456789", 3);
  double value = 0;
  for (const char c : whole) {
    value = value * 10 + (c - '0');
  }
  if (cursor.take(".")) {
    double place = 0.1;
    for (const char c : cursor.take_all("0123456789")) {
      value += (c - '0') * place;
      place /= 10;
    }
  }
  const bool fits = !whole.empty() && cursor.rest() == "%" && value > 0 && value <= 100;
  return fits ? std::optional(value) : std::nullopt;
}

void read_max_failures(const Field& field, FailureLimit& limit) {
  constexpr std::string_view allowed =
      "a whole number of at least 1, or a percentage such as \"5%\"";
  if (field.value().is_none()) {
    return;
  }
  if (const auto* text = field.value().as_string()) {
    limit.percent = percentage(*text);
    if (!limit.percent) {
      field.not_allowed(allowed);
    }
  } else if (const auto count = field.integer(1, max_count, allowed)) {
    limit.count = static_cast<std::uint32_t>(*count);
  }
}

void read_failure_limit(const Field& job, FailureLimit& limit) {
  const auto max_failures = job.find("max_failures");
  if (max_failures) {
    read_max_failures(*max_failures, limit);
  }
  const auto fail_fast = job.find("fail_fast");
  if (!fail_fast || !fail_fast->flag().value_or(false)) {
    return;
  }
  if (limit.percent || limit.count.value_or(1) != 1) {
    fail_fast->error("contradicts max_failures, which is " + describe(max_failures->value()),
                     "fail_fast: true is max_failures: 1; remove one of them");
  }
  limit.count = 1;
}

void read_stage_and_launch(const Field& job, JobSettings& settings) {
  if (const auto stage = job.find("stage")) {
    settings.stage = stage->texts("a list of paths").value_or(std::vector<std::string>());
    stage->warning("is ignored: this version does not send files to agents yet",
                   "have the files under the same paths on every machine");
  }
  if (const auto launch = job.find("launch")) {
    settings.launch = launch->text("the name of an engine, such as \"slurm\"").value_or("");
    launch->warning("is ignored: this version does not start agents elsewhere yet",
                    "start ianvs-agent --join there by hand");
  }
}

void refuse_misplaced(const Field& block, std::span<const std::string_view> keys,
                      const std::string& where) {
  for (const std::string_view key : keys) {
    if (const auto field = block.find(key)) {
      field->error("doesn't belong here", where);
    }
  }
}

std::vector<std::string_view> known_keys(std::span<const std::string_view> own,
                                         std::span<const std::string_view> misplaced) {
  std::vector<std::string_view> keys(own.begin(), own.end());
  keys.insert(keys.end(), misplaced.begin(), misplaced.end());
  return keys;
}

Algorithm read_entry(const Field& entry, Asked asked) {
  Algorithm algorithm;
  refuse_misplaced(entry, only_in_job, "it is the whole job's: write it under benchmarkingjob");
  entry.warn_of_unknown_keys(known_keys(entry_keys, only_in_job), entry_keys);
  if (const auto name = entry.require("name", "write name: \"...\"")) {
    algorithm.name = name->text("a text (in quotes)").value_or("");
  }
  if (const auto url = entry.require("url", "write url: \"./algorithm.yaml\"")) {
    algorithm.url = url->text("the path of an algorithm file").value_or("");
  }
  read_request(entry, asked);
  read_tags(entry, asked);
  apply(asked, algorithm);
  read_runner(entry, algorithm);
  return algorithm;
}

void check_test_object_type(const Field& test_object) {
  const auto type = test_object.require("type", "write type: \"algorithms\"");
  const auto* text = type ? type->value().as_string() : nullptr;
  if (type && (text == nullptr || *text != "algorithms")) {
    type->not_allowed("\"algorithms\", the only one that Ianvs has");
  }
}

/// As Ianvs' Simulation checks it, but before anything runs.
void read_simulation(const Field& job, JobSettings& settings) {
  const auto simulation = job.find("simulation");
  if (!simulation || simulation->dict("a mapping such as {cloud_number: 1, edge_number: 2, "
                                      "cluster_name: \"ianvs-simulation\", kubeedge_version: "
                                      "\"latest\", sedna_version: \"latest\"}") == nullptr) {
    return;
  }
  simulation->warn_of_unknown_keys(simulation_keys, simulation_keys);
  for (const std::string_view key : {"cloud_number", "edge_number"}) {
    if (const auto number = simulation->find(key)) {
      (void)number->integer(0, max_simulated_nodes, "a whole number of nodes");
    }
  }
  for (const std::string_view key : {"cluster_name", "kubeedge_version", "sedna_version"}) {
    if (const auto text = simulation->find(key)) {
      (void)text->text("a text (in quotes)");
    }
  }
  settings.simulation = simulation->value();
}

}  // namespace

std::optional<Field> job_block(const Field& file) {
  if (file.dict("a mapping with the key benchmarkingjob") == nullptr) {
    return std::nullopt;
  }
  auto job = file.require("benchmarkingjob", "a job file begins with benchmarkingjob:");
  if (!job || job->dict("a mapping of name, workspace, testenv, test_object, rank") == nullptr) {
    return std::nullopt;
  }
  return job;
}

std::vector<Field> algorithm_entries(const Field& job) {
  std::vector<Field> entries;
  const auto test_object = job.require("test_object", "name its type and its algorithms");
  if (!test_object || test_object->dict("a mapping of type and algorithms") == nullptr) {
    return entries;
  }
  const auto list = test_object->require("algorithms", "list at least one");
  const auto* items = list ? list->list("a list of algorithms, each with name and url") : nullptr;
  if (items != nullptr && items->empty()) {
    list->not_allowed("a list of at least one algorithm, each with name and url");
  }
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    const Field item = list->item(i);
    if (item.dict("a mapping of name and url") != nullptr) {
      entries.push_back(item);
    }
  }
  return entries;
}

void read_job(const Field& file, Plan& plan) {
  const auto job = job_block(file);
  if (!job) {
    return;
  }
  file.warn_of_unknown_keys(std::array<std::string_view, 1>{"benchmarkingjob"}, {});
  refuse_misplaced(*job, only_in_entries, "it is an algorithm's: write it beside its name and url");
  job->warn_of_unknown_keys(known_keys(job_keys, only_in_entries), job_keys);
  read_names(*job, plan.job);
  read_workers(*job, plan.job);
  read_failure_limit(*job, plan.job.max_failures);
  read_stage_and_launch(*job, plan.job);
  read_simulation(*job, plan.job);
  if (const auto rank = job->require("rank", "Ianvs loses all results without it")) {
    plan.job.rank = read_rank(*rank);
  }
  if (const auto testenv = job->require("testenv", "name the testenv file")) {
    (void)testenv->text("the path of a testenv file");
  }
  if (const auto test_object = job->find("test_object");
      test_object && test_object->value().as_dict() != nullptr) {
    check_test_object_type(*test_object);
    test_object->warn_of_unknown_keys(test_object_keys, test_object_keys);
  }
  Asked asked;
  read_request(*job, asked);
  for (const Field& entry : algorithm_entries(*job)) {
    plan.algorithms.push_back(read_entry(entry, asked));
  }
}

}  // namespace ianvs
