#include "agent/run_site.hpp"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cstdint>
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

/// Not known to be one: no.
bool is_on_a_local_disk(const std::string& folder) {
  struct statfs info {};
  if (::statfs(folder.c_str(), &info) != 0) {
    return false;
  }
  constexpr std::array<std::uint64_t, 5> local = {
      EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC, TMPFS_MAGIC, OVERLAYFS_SUPER_MAGIC};
  return std::find(local.begin(), local.end(), static_cast<std::uint64_t>(info.f_type)) !=
         local.end();
}

}  // namespace

Result<RunSite> RunSite::enter(const Welcome& welcome, AgentId agent, const AgentFolders& own) {
  const std::string spool_folder = welcome.run_folder + "/spool/" + hex_text(agent);
  // A program that starts parts of itself on other nodes, as MPI's do, needs its result file where
  // they see it.
  const bool use_scratch = !own.in_memory.empty() && is_on_a_local_disk(welcome.run_folder);
  const RunFolders places{welcome.directory, welcome.run_folder + "/logs",
                          use_scratch ? own.in_memory : spool_folder, own.temporary};
  return must_see(welcome.directory)
      .and_then([&] { return must_see(welcome.run_folder); })
      .and_then([&] { return make_folders(places.logs); })
      .and_then([&] { return Spool::open(spool_folder); })
      .map([&](Spool opened) {
        return RunSite{places, std::move(opened), SpareFiles(spool_folder + "/spare-log")};
      });
}

void RunSite::leave() { spool.close(); }

}  // namespace ianvs::agent
