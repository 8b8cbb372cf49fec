#include "common/plan.hpp"

#include <algorithm>

#include "common/assert.hpp"
#include "common/findings.hpp"
#include "common/plan_algorithm.hpp"
#include "common/plan_job.hpp"
#include "common/plan_rank.hpp"
#include "common/plan_runner.hpp"
#include "common/plan_testenv.hpp"
#include "common/saturating.hpp"

namespace ianvs {
namespace {

/// Gives each algorithm its range of test cases.
void number_test_cases(const Field& job_file, Plan& plan) {
  std::uint64_t next = 0, partitions = 0;
  for (Algorithm& algorithm : plan.algorithms) {
    algorithm.first.value = static_cast<std::uint32_t>(next);
    next += algorithm.count;
    partitions +=
        algorithm.partitions > 1 ? std::uint64_t{algorithm.count} * algorithm.partitions : 0;
    if (next + partitions > max_test_cases) {
      job_file.find("benchmarkingjob")
          ->find("test_object")
          ->find("algorithms")
          ->error(next > max_test_cases
                      ? "gives more than 1000000 test cases in all"
                      : "gives more than 1000000 test cases and partitions in all",
                  "make several jobs of it");
      return;
    }
  }
}

void read_algorithms(const JobFiles& files, const Field& job_file, Findings& findings, Plan& plan) {
  if (plan.algorithms.empty()) {
    return;
  }
  const auto entries = algorithm_entries(*job_file.find("benchmarkingjob"));
  for (std::size_t i = 0; i < std::min(plan.algorithms.size(), files.algorithms.size()); ++i) {
    if (files.algorithms[i].readable) {
      read_algorithm_file(files.algorithms[i], files.others, findings, plan.algorithms[i]);
      check_partitions(entries[i], plan.algorithms[i]);
    }
  }
}

/// The digits of `number`, the last place changing fastest.
class Places {
 public:
  explicit Places(std::uint64_t number) : rest_(number) {}
  std::uint64_t take_last(std::uint64_t base) {
    IANVS_ASSERT(base > 0);
    const std::uint64_t digit = rest_ % base;
    rest_ /= base;
    return digit;
  }

 private:
  std::uint64_t rest_;
};

ModuleChoice choose(const Module& module, std::uint64_t combination) {
  ModuleChoice choice{&module, {}};
  choice.hyperparameters.resize(module.axes.size());
  Places places(combination);
  for (std::size_t i = module.axes.size(); i-- > 0;) {
    const Axis& axis = module.axes[i];
    const std::uint64_t value = module.product
                                    ? combination / module.product->strides[i] % axis.values.size()
                                    : places.take_last(axis.values.size());
    choice.hyperparameters[i] = {&axis.name, &axis.values[value], &axis.texts[value]};
  }
  return choice;
}

}  // namespace

std::vector<std::string> file_names(const JobFiles& files) {
  std::vector<std::string> names{files.job.path, files.testenv.path};
  for (const SourceFile& file : files.algorithms) {
    names.push_back(file.path);
  }
  for (const SourceFile& file : files.others) {
    names.push_back(file.path);
  }
  return names;
}

std::uint64_t Module::count() const {
  if (product) {
    return product->count;
  }
  std::uint64_t count = 1;
  for (const Axis& axis : axes) {
    count = saturating_product(count, axis.values.size());
  }
  return count;
}

std::uint32_t Plan::test_case_count() const {
  return algorithms.empty() ? 0 : algorithms.back().first.value + algorithms.back().count;
}

const Algorithm& Plan::algorithm_of(TestCaseIndex index) const {
  IANVS_ASSERT(index.value < test_case_count());
  const auto after = std::upper_bound(
      algorithms.begin(), algorithms.end(), index,
      [](TestCaseIndex i, const Algorithm& algorithm) { return i < algorithm.first; });
  return *(after - 1);
}

TestCase Plan::test_case(TestCaseIndex index) const {
  const Algorithm& algorithm = algorithm_of(index);
  TestCase result{index, &algorithm, {}};
  std::vector<std::uint64_t> combinations(algorithm.modules.size());
  Places places(index.value - algorithm.first.value);
  for (std::size_t i = algorithm.modules.size(); i-- > 0;) {
    combinations[i] = places.take_last(algorithm.modules[i].count());
  }
  for (std::size_t i = 0; i < algorithm.modules.size(); ++i) {
    const Module& module = algorithm.modules[i];
    ModuleChoice choice = choose(module, combinations[i]);
    const auto same = std::find_if(
        result.modules.begin(), result.modules.end(),
        [&](const ModuleChoice& earlier) { return earlier.module->type == module.type; });
    if (same == result.modules.end()) {
      result.modules.push_back(std::move(choice));
    } else {
      *same = std::move(choice);
    }
  }
  return result;
}

tl::expected<Plan, Diagnostics> make_plan(const JobFiles& files) {
  Findings findings(file_names(files));
  Plan plan;
  const Field job_file(findings, files.job.path, "", files.job.tree);
  if (files.job.readable) {
    read_job(job_file, plan);
    read_algorithms(files, job_file, findings, plan);
    number_test_cases(job_file, plan);
  }
  const bool for_ianvs =
      std::any_of(plan.algorithms.begin(), plan.algorithms.end(),
                  [](const Algorithm& a) { return a.runner == RunnerKind::ianvs; });
  if (files.testenv.readable) {
    read_testenv(Field(findings, files.testenv.path, "", files.testenv.tree), for_ianvs, plan);
  }
  if (findings.has_errors() || !files.job.readable) {
    return tl::make_unexpected(findings.errors());
  }
  const Field rank = *job_file.find("benchmarkingjob")->find("rank");
  warn_of_unknown_sort_keys(rank, plan.job.rank, plan.metrics);
  warn_of_missing_pictures(rank, plan.job.rank, plan.metrics);
  plan.warnings = findings.warnings();
  return plan;
}

}  // namespace ianvs
