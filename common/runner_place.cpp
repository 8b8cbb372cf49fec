#include "common/runner_place.hpp"

#include <filesystem>
#include <system_error>

namespace ianvs {

Result<std::string> runner_program() {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
  const fs::path program =
      (folder / "../lib/ianvs-cluster/ianvs_runner/__main__.py").lexically_normal();
  if (error || !fs::exists(program, error)) {
    return tl::unexpected(Error{ErrorKind::not_found, "the runner of Ianvs' test cases is missing",
                                program.string(),
                                "install it with the program: cmake --install <build folder>"});
  }
  return program.string();
}

}  // namespace ianvs
