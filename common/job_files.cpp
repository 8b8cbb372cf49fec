#include "common/job_files.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "common/findings.hpp"
#include "common/plan_job.hpp"
#include "common/plan_modules.hpp"
#include "common/yaml.hpp"

namespace ianvs {
namespace {

/// Reads each file once, and remembers what is wrong with those that can't be read.
class Reader {
 public:
  /// The file at `path`; a problem of a file without a line is told at `named_at`, where it is
  /// named.
  SourceFile read(const std::string& path, const Field* named_at) {
    const auto known = files_.find(path);
    if (known != files_.end()) {
      return known->second;
    }
    SourceFile file{path, {}, true};
    auto tree = read_yaml(path);
    if (tree) {
      file.tree = std::move(*tree);
    } else {
      file.readable = false;
      for (Diagnostic& diagnostic : tree.error()) {
        problems_.push_back(named_at == nullptr ? std::move(diagnostic)
                                                : placed(std::move(diagnostic), *named_at));
      }
    }
    files_.emplace(path, file);
    return file;
  }
  Diagnostics& problems() { return problems_; }

 private:
  static Diagnostic placed(Diagnostic diagnostic, const Field& named_at) {
    if (diagnostic.line == 0) {
      diagnostic.what = "the file " + json_quote(diagnostic.file) + ": " + diagnostic.what;
      diagnostic.file = named_at.file();
      diagnostic.line = named_at.value().mark.line;
      diagnostic.column = named_at.value().mark.column;
      diagnostic.key = named_at.key();
    }
    return diagnostic;
  }

  std::map<std::string, SourceFile> files_;
  Diagnostics problems_;
};

/// The text of a field that names a file; nullopt if it is none, which make_plan tells.
std::optional<std::string> path_in(const std::optional<Field>& field) {
  const auto* text = field ? field->value().as_string() : nullptr;
  return text == nullptr ? std::nullopt : std::optional(*text);
}

SourceFile read_named(Reader& reader, const std::optional<Field>& field) {
  const auto path = path_in(field);
  return path ? reader.read(*path, &*field) : SourceFile{"", {}, false};
}

void read_others(Reader& reader, const Field& modules, std::vector<SourceFile>& others) {
  const auto* list = modules.value().as_list();
  for (std::size_t m = 0; list != nullptr && m < list->size(); ++m) {
    const auto hyperparameters = modules.item(m).find("hyperparameters");
    const auto* items = hyperparameters ? hyperparameters->value().as_list() : nullptr;
    for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
      for (const Field& file : other_hyperparameter_files(hyperparameters->item(i))) {
        SourceFile other = reader.read(*file.value().as_string(), &file);
        const bool known = std::any_of(others.begin(), others.end(),
                                       [&](const SourceFile& o) { return o.path == other.path; });
        if (!known) {
          others.push_back(std::move(other));
        }
      }
    }
  }
}

}  // namespace

tl::expected<JobFiles, Diagnostics> read_job_files(const std::string& job_path) {
  Reader reader;
  JobFiles files;
  files.job = reader.read(job_path, nullptr);
  files.testenv.readable = false;
  // What is wrong with the values is told by make_plan.
  Findings ignored({});
  const auto job = job_block(Field(ignored, job_path, "", files.job.tree));
  if (job) {
    files.testenv = read_named(reader, job->find("testenv"));
    for (const Field& entry : algorithm_entries(*job)) {
      files.algorithms.push_back(read_named(reader, entry.find("url")));
      const SourceFile& file = files.algorithms.back();
      const auto block = Field(ignored, file.path, "", file.tree).find("algorithm");
      const auto modules = block ? block->find("modules") : std::nullopt;
      if (modules) {
        read_others(reader, *modules, files.others);
      }
    }
  }
  if (reader.problems().empty()) {
    return files;
  }
  Findings all(file_names(files));
  for (Diagnostic& problem : reader.problems()) {
    all.error(std::move(problem));
  }
  if (auto plan = make_plan(files); !plan) {
    for (Diagnostic& problem : plan.error()) {
      all.error(std::move(problem));
    }
  }
  return tl::make_unexpected(all.errors());
}

}  // namespace ianvs
