#include "agent/node.hpp"

#include <doctest/doctest.h>
#include <sched.h>

#include <cstdlib>

#include "common/file.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::agent;

namespace {

constexpr std::int64_t gib = std::int64_t{1} << 30;

/// A machine of 4 GiB whose kernel's files are in a folder.
struct Machine {
  Machine() { write("proc/meminfo", "MemFree: 7 kB\nMemTotal:        4194304 kB\n"); }
  void write(const std::string& name, const std::string& text) const {
    REQUIRE(make_folders(folder.path(name.substr(0, name.rfind('/')))));
    REQUIRE(write_file(folder.path(name), text));
  }
  Node look() const { return look_at_node({folder.path("proc"), folder.path("cgroup")}); }

  TempFolder folder;
};

std::int64_t own_cores() {
  cpu_set_t cores;
  REQUIRE(::sched_getaffinity(0, sizeof(cores), &cores) == 0);
  return CPU_COUNT(&cores) * amount_unit;
}

}  // namespace

TEST_CASE("without limits a node has the cores of the affinity mask and all RAM") {
  const Machine machine;
  CHECK(machine.look().cpu == own_cores());
  CHECK(machine.look().ram_bytes == 4 * gib);
}

TEST_CASE("a cgroup of version 2 limits both, at whatever level") {
  const Machine machine;
  machine.write("proc/self/cgroup", "0::/slice/job\n");
  machine.write("cgroup/slice/cpu.max", "50000 100000\n");
  machine.write("cgroup/slice/memory.max", "1073741824\n");
  machine.write("cgroup/slice/job/cpu.max", "max 100000\n");
  machine.write("cgroup/slice/job/memory.max", "max\n");

  CHECK(machine.look().cpu == amount_unit / 2);
  CHECK(machine.look().ram_bytes == gib);

  machine.write("cgroup/slice/job/memory.max", "536870912\n");
  CHECK(machine.look().ram_bytes == gib / 2);
}

TEST_CASE("cgroups of version 1 limit each in its hierarchy, and huge limits are none") {
  const Machine machine;
  machine.write("proc/self/cgroup",
                "9:memory:/job\n4:cpu,cpuacct:/job\n1:name=systemd:/job\n0::/\n");
  machine.write("cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712\n");
  machine.write("cgroup/cpu/job/cpu.cfs_quota_us", "-1\n");
  machine.write("cgroup/cpu/job/cpu.cfs_period_us", "100000\n");
  CHECK(machine.look().cpu == own_cores());
  CHECK(machine.look().ram_bytes == 4 * gib);

  machine.write("cgroup/memory/job/memory.limit_in_bytes", "2147483648\n");
  machine.write("cgroup/cpu/job/cpu.cfs_quota_us", "75000\n");
  CHECK(machine.look().cpu == 7'500);
  CHECK(machine.look().ram_bytes == 2 * gib);
}

TEST_CASE("in a container, which sees only the root of its cgroup, that one counts") {
  const Machine machine;
  machine.write("proc/self/cgroup", "0::/kubepods/pod1/of/the/host\n");
  machine.write("cgroup/memory.max", "1073741824\n");
  CHECK(machine.look().ram_bytes == gib);
}

TEST_CASE("odd lines and limits of a cgroup change nothing") {
  const Machine machine;
  machine.write("proc/self/cgroup", "\n::\n0::relative\nno colon\n0::/a\n");
  machine.write("cgroup/a/cpu.max", "0 0\n");
  machine.write("cgroup/a/memory.max", "many\n");
  CHECK(machine.look().cpu == own_cores());
  CHECK(machine.look().ram_bytes == 4 * gib);
}
