/// Files whole: read with a limit, written beside and renamed. Every error names the path.
#pragma once
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ianvs {

/// `not_found`, `refused` (permission), `invalid` (no regular file, larger than `max_bytes`), `io`.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes);
/// Writes `path`.tmp.<pid> with `mode` (whatever the umask is) and renames it over `path`; with
/// `sync`, file and folder are fsynced. If it fails, `path` is what it was and nothing is left
/// beside it.
Result<void> write_file(const std::string& path, std::string_view content, unsigned mode = 0644,
                        bool sync = false);
/// Writes `path` itself, over what it holds: for what nobody looks at before this returns. If it
/// fails, a part of it may be there.
Result<void> write_in_place(const std::string& path, std::string_view content,
                            unsigned mode = 0644);
/// mkdir -p with `mode` for what it makes; one system call if the last folder alone is missing or
/// is there.
Result<void> make_folders(const std::string& path, unsigned mode = 0755);

/// What the operating system said about `path`, sorted by what callers decide by: "cannot <verb>
/// (No space left on device)".
Error file_error(const std::string& path, std::string_view verb, int error_number);

}  // namespace ianvs
