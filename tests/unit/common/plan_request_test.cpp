#include "common/plan_request.hpp"

#include "tests/support/job_text.hpp"

using namespace ianvs;
using Texts = std::vector<std::string>;

namespace {
Algorithm algorithm_with(const std::string& job_lines, const std::string& entry_lines = "") {
  JobText job;
  job.job_lines = job_lines;
  job.entry_lines = entry_lines;
  return plan_of(job).algorithms[0];
}
std::string error_of(const std::string& job_lines) {
  JobText job;
  job.job_lines = job_lines;
  const Texts errors = errors_of(job);
  REQUIRE(errors.size() == 1);
  return errors[0];
}
}  // namespace

TEST_CASE("a test case asks for nothing but its slot if the job says nothing") {
  const Algorithm algorithm = algorithm_with("");

  CHECK(algorithm.request == Request());
  CHECK_FALSE(algorithm.cpu_asked);
  CHECK_FALSE(algorithm.timeout);
  CHECK(algorithm.retries == 0);
  CHECK(algorithm.priority == 0);
}

TEST_CASE("resources are read in the forms that people write") {
  const Algorithm algorithm = algorithm_with(
      "  resources: {cpu: 0.5, ram: 1.5GiB, gpu: 2, gpu_memory: 10GB, jetson: 1, licence: 0}\n");

  CHECK(algorithm.cpu_asked);
  CHECK(algorithm.request.resources.cpu == amount_unit / 2);
  CHECK(algorithm.request.resources.ram_bytes == 1'610'612'736);
  CHECK(algorithm.request.resources.gpu == 2 * amount_unit);
  CHECK(algorithm.gpu_memory_bytes == 10'000'000'000);
  CHECK(algorithm.request.resources.counted == std::map<std::string, std::int64_t>{{"jetson", 1}});
  CHECK(algorithm_with("  resources: {cpu: 500m}\n").request.resources.cpu == amount_unit / 2);
  CHECK(algorithm_with("  resources: {gpu: 0.25}\n").request.resources.gpu == amount_unit / 4);
  CHECK(algorithm_with("  resources: {ram: 4294967296}\n").request.resources.ram_bytes ==
        1LL << 32);
  CHECK(algorithm_with("  resources: {npu: 1, tpu: 2}\n").request.resources.counted.size() == 2);
}

TEST_CASE("ram can be left to prediction") {
  const Algorithm algorithm = algorithm_with("  resources: {ram: auto}\n");

  CHECK(algorithm.ram_auto);
  CHECK(algorithm.request.resources.ram_bytes == 0);
}

TEST_CASE("an algorithm overrides the job key by key") {
  const Algorithm algorithm = algorithm_with(
      "  resources: {cpu: 2, ram: 4GB, jetson: 1}\n  exclusive: true\n  timeout: 2h\n  retries: "
      "1\n",
      "        resources: {ram: 500MB}\n        exclusive: false\n        retries: 3\n"
      "        priority: -2\n        tags: {site: lab2, rack: 7}\n");

  CHECK(algorithm.request.resources.cpu == 2 * amount_unit);
  CHECK(algorithm.request.resources.ram_bytes == 500'000'000);
  CHECK(algorithm.request.resources.counted.at("jetson") == 1);
  CHECK_FALSE(algorithm.request.exclusive);
  CHECK(algorithm.timeout == std::chrono::hours(2));
  CHECK(algorithm.retries == 3);
  CHECK(algorithm.priority == -2);
  CHECK(algorithm.request.tags ==
        std::map<std::string, std::string>{{"site", "lab2"}, {"rack", "7"}});
}

TEST_CASE("a number replaces a prediction, and the other way round") {
  CHECK_FALSE(
      algorithm_with("  resources: {ram: auto}\n", "        resources: {ram: 1GB}\n").ram_auto);
  CHECK(algorithm_with("  resources: {ram: 1GB}\n", "        resources: {ram: auto}\n")
            .request.resources.ram_bytes == 0);
}

TEST_CASE("a timeout is a duration, also as YAML and Slurm write minutes and hours") {
  const struct {
    std::string value;
    std::chrono::milliseconds timeout;
  } cases[] = {{"90", std::chrono::seconds(90)},   {"1.5", std::chrono::milliseconds(1500)},
               {"90s", std::chrono::seconds(90)},  {"2h30m", std::chrono::minutes(150)},
               {"1:30", std::chrono::seconds(90)}, {"'1:30'", std::chrono::seconds(90)},
               {"1:00:00", std::chrono::hours(1)}, {"1-02:00:00", std::chrono::hours(26)}};
  for (const auto& [value, timeout] : cases) {
    CAPTURE(value);
    CHECK(algorithm_with("  timeout: " + value + "\n").timeout == timeout);
  }
}

TEST_CASE("an algorithm can lift the job's timeout") {
  CHECK_FALSE(algorithm_with("  timeout: 1h\n", "        timeout: null\n").timeout);
}

TEST_CASE("resources that can't be meant are refused") {
  const struct {
    std::string resources;
    std::string error;
  } cases[] = {
      {"{ram: 4096}", "found the number 4096, which would be bytes (did you mean 4096MiB?)"},
      {"{ram: '512'}", "found the text \"512\", which would be bytes (did you mean 512MiB?)"},
      {"{gpu_memory: 10240}", "did you mean 10240MiB?"},
      {"{ram: 4G}", "4GB or 4GiB?"},
      {"{ram: 1.5}", "found the number 1.5 (allowed: a size such as"},
      {"{ram: yes}", "found the boolean true (allowed: a size such as"},
      {"{ram: ~}", "found nothing (allowed: a size such as"},
      {"{ram: much}", "resources.ram: 'much' is no size"},
      {"{cpu: -1}", "'-1' is no amount"},
      {"{cpu: many}", "'many' is no amount"},
      {"{cpu: [1]}", "found a list (allowed: a number of cores"},
      {"{cpu: 123456789}", "found the number 123456789 (allowed: a number of cores"},
      {"{gpu: 1.5}", "found the number 1.5 (allowed: 0, a part of one GPU"},
      {"{jetson: -1}", "found the number -1 (allowed: a whole number, since it is counted)"},
      {"{jetson: one}", "found the text \"one\" (allowed: a whole number, since it is counted)"},
      {"4GB", "found the text \"4GB\" (allowed: a mapping such as {cpu: 1"}};
  for (const auto& [resources, error] : cases) {
    CAPTURE(resources);
    const std::string told = error_of("  resources: " + resources + "\n");
    CAPTURE(told);
    CHECK(told.starts_with("job.yaml:4:"));
    CHECK(told.find(error) != std::string::npos);
  }
}

TEST_CASE("words that other systems use for ours are told apart from names of one's own") {
  const struct {
    std::string entry;
    std::string ours;
  } cases[] = {{"cpus: 2", "cpu"},
               {"cores: 2", "cpu"},
               {"CPU: 2", "cpu"},
               {"memory: 4GB", "ram"},
               {"mem: 4096", "ram"},
               {"RAM: 4GB", "ram"},
               {"rma: 4GB", "ram"},
               {"rma: 1", "ram"},
               {"gpus: 1", "gpu"},
               {"gup: 1", "gpu"},
               {"nvidia.com/gpu: 1", "gpu"},
               {"vram: 4GB", "gpu_memory"},
               {"gpu-memory: 4GB", "gpu_memory"},
               {"gpu_memroy: 4", "gpu_memory"}};
  for (const auto& [entry, ours] : cases) {
    CAPTURE(entry);
    const std::string told = error_of("  resources: {" + entry + "}\n");
    CAPTURE(told);
    CHECK(told.ends_with("did you mean " + std::string(ours) + "?)"));
  }
  CHECK(error_of("  resources: {limits: {cpu: 1}}\n").find("in resources itself") !=
        std::string::npos);
  CHECK(error_of("  resources: {'my gpu': 1}\n").find("unknown key") != std::string::npos);
}

TEST_CASE("settings of attempts have a type and a range") {
  for (const std::string line : {"exclusive: 1", "timeout: 0", "timeout: -5", "timeout: soon",
                                 "timeout: 4GB", "timeout: yes", "retries: -1", "retries: '1'",
                                 "retries: 99999999999", "priority: 1.0", "priority: high"}) {
    CAPTURE(line);
    CHECK(error_of("  " + line + "\n").starts_with("job.yaml:4:"));
  }
}
