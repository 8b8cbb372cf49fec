/// Files whole: read with a limit, written beside and renamed.
#pragma once
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ianvs {

/// `not_found`, `refused` (permission), `invalid` (a folder, too large), `io`; the error names the path.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes);
/// Writes `path`.tmp.<pid> with `mode` and renames it over `path`; with `sync`, file and folder are fsynced.
Result<void> write_file(const std::string& path, std::string_view content, unsigned mode = 0644, bool sync = false);
/// mkdir -p with `mode` for what it makes.
Result<void> make_folders(const std::string& path, unsigned mode = 0755);

}  // namespace ianvs
