/// Where the files of a job and of its test cases lie, as texts: in the form in which Ianvs itself
/// writes paths.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "common/ids.hpp"
#include "common/plan.hpp"

namespace ianvs::coordinator {

/// Python's os.path.join of two: `b` alone if it is absolute.
std::string join_path(std::string_view a, std::string_view b);

/// `<workspace>/<job name>` to the letter as in the job file; a job without a name has its
/// workspace itself.
std::string job_folder(const JobSettings& job);

/// The name itself if it can be the name of one folder. Else (a slash, `..`, control characters,
/// more than 200 bytes, empty) what is left of it and 8 hexadecimal digits that keep such names
/// apart: nothing leaves the workspace.
std::string safe_folder_name(std::string_view name);

/// `<id>`, from the second attempt on `<id>.<number>`; of attempts at a partition
/// `<id>.p<partition>`.
std::string folder_name(const TestCaseId& id, std::uint32_t number, std::uint32_t partition = 0);

/// `<job folder>/<algorithm>/<folder name>`: what the url column shows. Ianvs itself makes the
/// folder of its runner's test cases, so there an algorithm's name with a slash in it is several
/// folders, as long as they are below the job's; a name that leads elsewhere, or can't
/// be a folder's, has a safe one.
std::string output_dir(const JobSettings& job, const Algorithm& algorithm, const TestCaseId& id,
                       std::uint32_t number, std::uint32_t partition = 0);

/// `<run folder>/partitions/<id>`: what the partitions of a test case hand over to their merge.
std::string partitions_folder(const std::string& run_folder, const TestCaseId& id);
/// `<partitions folder>/<partition>.<number>.pickle`: the results of an attempt at a partition.
std::string partition_path(const std::string& run_folder, const TestCaseId& id,
                           std::uint32_t partition, std::uint32_t number);

/// `<run folder>/logs/<id>.<number>.err`: what attempt `number` of a test case wrote to stderr; of
/// one at a partition `<id>.p<partition>.<number>.err`.
std::string stderr_path(const std::string& run_folder, const TestCaseId& id, std::uint32_t number,
                        std::uint32_t partition = 0);

}  // namespace ianvs::coordinator
