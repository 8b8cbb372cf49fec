#include "common/did_you_mean.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace ianvs {
namespace {

struct Foreign {
  std::string_view theirs, ours;
};
/// What Slurm, Kubernetes, Ray, Dask, Nextflow, Snakemake, HTCondor and HyperQueue call it.
constexpr std::array<Foreign, 57> foreign_words{{{"cpus", "cpu"},
                                                 {"cpus_per_task", "cpu"},
                                                 {"num_cpus", "cpu"},
                                                 {"ncpus", "cpu"},
                                                 {"cores", "cpu"},
                                                 {"threads", "cpu"},
                                                 {"nthreads", "cpu"},
                                                 {"request_cpus", "cpu"},
                                                 {"memory", "ram"},
                                                 {"mem", "ram"},
                                                 {"mem_mb", "ram"},
                                                 {"memory_mb", "ram"},
                                                 {"memory_limit", "ram"},
                                                 {"mem_per_cpu", "ram"},
                                                 {"request_memory", "ram"},
                                                 {"gpus", "gpu"},
                                                 {"num_gpus", "gpu"},
                                                 {"ngpus", "gpu"},
                                                 {"gres", "gpu"},
                                                 {"accelerator", "gpu"},
                                                 {"gpus_per_task", "gpu"},
                                                 {"request_gpus", "gpu"},
                                                 {"nvidia.com/gpu", "gpu"},
                                                 {"vram", "gpu_memory"},
                                                 {"gpu_mem", "gpu_memory"},
                                                 {"gpu_ram", "gpu_memory"},
                                                 {"gpumemory", "gpu_memory"},
                                                 {"mem_per_gpu", "gpu_memory"},
                                                 {"time", "timeout"},
                                                 {"time_limit", "timeout"},
                                                 {"timelimit", "timeout"},
                                                 {"walltime", "timeout"},
                                                 {"runtime", "timeout"},
                                                 {"activedeadlineseconds", "timeout"},
                                                 {"max_retries", "retries"},
                                                 {"maxretries", "retries"},
                                                 {"retry", "retries"},
                                                 {"backofflimit", "retries"},
                                                 {"max_attempts", "retries"},
                                                 {"max_fails", "max_failures"},
                                                 {"errorstrategy", "fail_fast"},
                                                 {"halt", "fail_fast"},
                                                 {"workers", "num_workers"},
                                                 {"nworkers", "num_workers"},
                                                 {"max_workers", "num_workers"},
                                                 {"n_jobs", "num_workers"},
                                                 {"jobs", "num_workers"},
                                                 {"parallelism", "num_workers"},
                                                 {"parallel", "parallel_execution"},
                                                 {"nice", "priority"},
                                                 {"requests", "resources"},
                                                 {"limits", "resources"},
                                                 {"resources_per_trial", "resources"},
                                                 {"cmd", "command"},
                                                 {"interpreter", "python"},
                                                 {"labels", "tags"},
                                                 {"nodeselector", "tags"}}};

/// Lower case, and underscores for dashes.
std::string normal(std::string_view word) {
  std::string result(word);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return c == '-' || c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return result;
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the
/// other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    last[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row(b.size() + 1, i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last = std::move(last);
    last = std::move(row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string_view> our_word_for(std::string_view foreign) {
  const std::string word = normal(foreign);
  const auto found = std::find_if(foreign_words.begin(), foreign_words.end(),
                                  [&](const Foreign& entry) { return entry.theirs == word; });
  return found == foreign_words.end() ? std::nullopt : std::optional(found->ours);
}

std::optional<std::string_view> did_you_mean(std::string_view word,
                                             std::span<const std::string_view> candidates) {
  // Nobody means a word of ours by something as long as this.
  if (constexpr std::size_t longest = 64; word.size() > longest) {
    return std::nullopt;
  }
  const auto ours = our_word_for(word);
  if (ours && std::find(candidates.begin(), candidates.end(), *ours) != candidates.end()) {
    return ours;
  }
  const std::string typed = normal(word);
  std::optional<std::string_view> best;
  std::size_t best_distance = typed.size() < 3 ? 1 : 1 + typed.size() / 4;
  for (const std::string_view candidate : candidates) {
    const std::size_t d = distance(typed, normal(candidate));
    if (d < best_distance || (d == best_distance && !best)) {
      best = candidate;
      best_distance = d;
    }
  }
  return best;
}

std::string with_suggestion(std::string allowed, std::optional<std::string_view> suggestion) {
  if (!suggestion) {
    return allowed;
  }
  return (allowed.empty() ? "" : allowed + "; ") + "did you mean " + std::string(*suggestion) + "?";
}

}  // namespace ianvs
