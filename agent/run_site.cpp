#include "agent/run_site.hpp"

#include <sys/stat.h>

#include <utility>

#include "common/file.hpp"

namespace ianvs::agent {
namespace {

Result<void> must_see(const std::string& folder) {
  struct stat info {};
  if (::stat(folder.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) {
    return {};
  }
  return tl::unexpected(Error{ErrorKind::not_found, "this node does not see this folder", folder,
                              "mount it here under the same path"});
}

}  // namespace

Result<RunSite> RunSite::enter(const Welcome& welcome, AgentId agent, const std::string& scratch) {
  const std::string spool_folder = welcome.run_folder + "/spool/" + hex_text(agent);
  const RunFolders folders{welcome.directory, welcome.run_folder + "/logs",
                           scratch.empty() ? spool_folder : scratch};
  return must_see(welcome.directory)
      .and_then([&] { return must_see(welcome.run_folder); })
      .and_then([&] { return make_folders(folders.logs); })
      .and_then([&] { return Spool::open(spool_folder); })
      .map([&](Spool spool) {
        return RunSite{folders, std::move(spool), SpareFiles(spool_folder + "/spare-log")};
      });
}

void RunSite::leave() { spool.close(); }

}  // namespace ianvs::agent
