/// From the trees of a job's files to its test cases, in Ianvs' own order. Knows neither agents nor
/// runs in progress.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/ids.hpp"
#include "common/resources.hpp"
#include "common/result.hpp"
#include "common/time.hpp"
#include "common/value.hpp"

namespace ianvs {

/// One file of a job: its path as the job names it, and what it holds.
struct SourceFile {
  std::string path;
  Value tree;
  bool readable = true;  ///< else what is wrong with it has been said, and nothing follows from it
};

/// Everything that a plan is made of. `common/job_files` reads it.
struct JobFiles {
  SourceFile job;
  SourceFile testenv;
  std::vector<SourceFile> algorithms;  ///< one per entry of test_object.algorithms, in its order
  std::vector<SourceFile>
      others;  ///< each `other_hyperparameters` file, once, in order of first mention
};

/// The paths of all of them, in the order in which their errors are told.
std::vector<std::string> file_names(const JobFiles& files);

/// One hyperparameter and the values it takes in turn.
struct Axis {
  std::string name;
  std::vector<Value> values;
  std::vector<std::string> texts;  ///< python_str of each value: what stands in the leaderboard
};

struct Module {
  std::string type, name, url;
  std::vector<Axis> axes;  ///< in the order of Ianvs' dict: that of the leaderboard's columns

  /// How Ianvs' product runs over the axes where that isn't simply the last axis fastest: a name
  /// that stands twice, or overrides one of an `other_hyperparameters` file.
  struct Product {
    std::uint64_t count = 1;  ///< of combinations, equal ones included
    std::vector<std::uint64_t>
        strides;  ///< an axis takes its next value every so many combinations
  };
  std::optional<Product> product;

  /// Number of combinations; 2^64-1 if it is larger.
  std::uint64_t count() const;
};

enum class RunnerKind : std::uint8_t { ianvs = 0, command = 1 };

/// One algorithm of the job with everything that its test cases share. Job-wide settings are
/// already merged in.
struct Algorithm {
  std::string name, url, paradigm;
  std::vector<Module> modules;  ///< as the file lists them
  RunnerKind runner = RunnerKind::ianvs;
  std::vector<std::string> command;  ///< runner "command": program and arguments, not empty
  std::string python;                ///< runner "ianvs": its interpreter; empty: not said
  Request request;
  bool cpu_asked = false;  ///< else a test case takes one slot and its share of the cores
  bool ram_auto = false;   ///< `ram: auto`: to be predicted; ram_bytes is 0
  std::int64_t gpu_memory_bytes = 0;  ///< `gpu_memory`; 0: not said
  std::optional<Duration> timeout;
  std::uint32_t retries = 0;
  std::uint32_t partitions = 1;
  std::int32_t priority = 0;
  Value settings;       ///< the dict of its file without `modules`
  TestCaseIndex first;  ///< its test cases are first .. first + count - 1
  std::uint32_t count = 0;
};

struct SortKey {
  std::string metric;
  bool ascending = false;
};

/// The job's `rank` block, as Ianvs reads it.
struct RankSettings {
  std::vector<SortKey> sort_by;
  std::string visualization_mode, visualization_method;
  /// nullopt: "all"
  std::optional<std::vector<std::string>> paradigms, modules, hyperparameters, metrics;
  std::string save_mode;  ///< selected_only, selected_and_all, selected_and_all_and_picture

  bool wants_pictures() const { return save_mode == "selected_and_all_and_picture"; }
};

/// `max_failures`: after so many failed test cases nothing more is started.
struct FailureLimit {
  std::optional<std::uint32_t> count;
  std::optional<double> percent;  ///< of the planned ones
};

struct JobSettings {
  std::string name;       ///< empty if the file has none, as Ianvs allows
  std::string workspace;  ///< to the letter as in the file: it appears in the leaderboard
  bool parallel_execution = false;
  std::optional<std::uint32_t> num_workers;  ///< nullopt: not said, or "auto"
  FailureLimit max_failures;
  std::vector<std::string> stage;  ///< files that are also sent to agents
  std::string launch;              ///< engine that starts agents; empty: none
  /// What Ianvs is to build before anything runs: the dict as written; None: nothing.
  Value simulation;
  RankSettings rank;
};

/// A metric of the testenv.
struct MetricSpec {
  std::string name, url;
};

/// The name of the one metric that Ianvs draws: a dict of matrices by title. Its own MATRIX it
/// doesn't.
constexpr std::string_view drawn_metric = "Matrix";

/// One module of one test case, with one value for each hyperparameter. Points into its plan.
struct ModuleChoice {
  const Module* module = nullptr;
  struct Choice {
    const std::string* name;
    const Value* value;
    const std::string* text;
  };
  std::vector<Choice> hyperparameters;
};

/// A test case, put together when asked for: a plan of 100,000 stays as small as its files.
struct TestCase {
  TestCaseIndex index;
  const Algorithm* algorithm = nullptr;
  std::vector<ModuleChoice>
      modules;  ///< as Ianvs sees them: of modules of equal type the last, at the first one's place
};

class Plan {
 public:
  JobSettings job;
  std::vector<MetricSpec> metrics;  ///< in the testenv's order
  Value testenv;                    ///< the testenv's dict, whole
  std::vector<Algorithm> algorithms;
  Diagnostics warnings;  ///< said once to the user: keys that neither we nor Ianvs know ...

  std::uint32_t test_case_count() const;
  /// `index` must be below test_case_count().
  const Algorithm& algorithm_of(TestCaseIndex index) const;
  TestCase test_case(TestCaseIndex index) const;
};

/// All that is wrong is told at once. At most 1,000,000 test cases.
tl::expected<Plan, Diagnostics> make_plan(const JobFiles& files);

/// The id of every test case in run `run`, in order: made of the run's number, the algorithm's
/// name, each module's type, name and url as written, each hyperparameter's name and text, and an
/// ordinal among equal ones.
std::vector<TestCaseId> test_case_ids(const Plan& plan, RunId run);

}  // namespace ianvs
