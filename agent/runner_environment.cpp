#include "agent/runner_environment.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace ianvs::agent {
namespace {

/// Set for the run or the attempt; IANVS_ACCESS leads to the run's keys, which are not the
/// runners'.
constexpr std::array<std::string_view, 11> ours = {
    "IANVS_ACCESS", "IANVS_TESTCASE", "IANVS_RESULT",   "IANVS_OUTPUT_DIR",
    "IANVS_RUN_ID", "IANVS_ATTEMPT",  "IANVS_DEADLINE", "IANVS_PREVIOUS_OUTPUT_DIR",
    "PWD",          "OLDPWD",         "TMPDIR"};
constexpr std::array<std::string_view, 2> of_gpus = {"CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER"};

template <class Names>
bool names(const Names& list, std::string_view variable) {
  const auto name = variable.substr(0, variable.find('='));
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

std::vector<std::string> common_environment(const std::vector<std::string>& own,
                                            const std::string& directory, RunId run,
                                            bool offers_gpus) {
  std::vector<std::string> result;
  for (const auto& variable : own) {
    if (!names(ours, variable) && !(offers_gpus && names(of_gpus, variable))) {
      result.push_back(variable);
    }
  }
  result.push_back("PWD=" + directory);
  result.push_back("IANVS_RUN_ID=" + std::to_string(run.value));
  if (offers_gpus) {
    result.push_back("CUDA_DEVICE_ORDER=PCI_BUS_ID");
  }
  return result;
}

std::vector<std::string> attempt_environment(const AttemptSpec& spec, const AttemptPlaces& places,
                                             std::optional<std::int64_t> deadline,
                                             bool offers_gpus) {
  std::vector<std::string> result = {
      "IANVS_TESTCASE=" + places.test_case, "IANVS_RESULT=" + places.result,
      "IANVS_OUTPUT_DIR=" + places.output_dir, "IANVS_ATTEMPT=" + std::to_string(spec.number),
      "TMPDIR=" + (places.temporary.empty() ? "/tmp" : places.temporary)};
  if (!places.previous_output_dir.empty()) {
    result.push_back("IANVS_PREVIOUS_OUTPUT_DIR=" + places.previous_output_dir);
  }
  if (deadline) {
    result.push_back("IANVS_DEADLINE=" + std::to_string(*deadline));
  }
  if (offers_gpus) {
    std::string visible;
    for (const auto& gpu : spec.gpus) {
      visible += (visible.empty() ? "" : ",") + gpu;
    }
    result.push_back("CUDA_VISIBLE_DEVICES=" + visible);
  }
  return result;
}

}  // namespace ianvs::agent
