#include "agent/spawner.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "agent/process.hpp"
#include "common/file.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::agent;

namespace {

/// Runs programs in a folder of their own, one after the other.
struct Stage {
  Stage() { spawner.set_scene(folder.path(), {"PATH=/usr/bin:/bin:tools", "COMMON=1"}); }

  Result<pid_t> spawn(std::vector<std::string> command) {
    return spawner.spawn(
        {std::move(command), {"OWN=2"}, folder.path("log.out"), folder.path("log.err")});
  }
  /// What the script prints.
  std::string output_of(const std::string& script) {
    const auto pid = spawn({"sh", "-c", script});
    REQUIRE(pid);
    int status = 0;
    REQUIRE(::waitpid(*pid, &status, 0) == *pid);
    CHECK(read_file(folder.path("log.err"), 10000).value() == "");
    return read_file(folder.path("log.out"), 10000).value();
  }
  std::string why_not(std::vector<std::string> command) {
    const auto pid = spawn(std::move(command));
    REQUIRE_FALSE(pid);
    return to_text(pid.error());
  }

  TempFolder folder;
  Spawner spawner{GivenLimits{}};
};

}  // namespace

TEST_CASE("a runner starts in the run's directory with the environment it was given, whole") {
  Stage stage;
  CHECK(stage.output_of("pwd -P; echo $COMMON $OWN; env | grep -c HOME") ==
        stage.folder.path() + "\n1 2\n0\n");
}

TEST_CASE("a runner leads a session of its own and adopts the orphans below it") {
  Stage stage;
  CHECK(stage.output_of("set -- $(cut -d' ' -f1,5,6 /proc/$$/stat); echo $(($1-$2)) $(($1-$3))") ==
        "0 0\n");
  CHECK(stage.output_of("(sleep 100 & echo $! >orphan); read orphan <orphan; "
                        "echo $(($(cut -d' ' -f4 /proc/$orphan/stat)-$$)); kill $orphan") == "0\n");
  end_all_children(ChildList());  // where this process is a subreaper, the orphan came to it
}

TEST_CASE("a runner has stdin from /dev/null, its logs, and no other descriptor") {
  Stage stage;
  const int leaky = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC, as libraries do it
  // Neither a pipe nor a pattern: the shell would open descriptors of its own for them.
  CHECK(stage.output_of("readlink /proc/$$/fd/0; cat; i=0; while [ $i -lt 64 ]; do "
                        "[ ! -e /proc/$$/fd/$i ] || echo $i; i=$((i + 1)); done") ==
        "/dev/null\n0\n1\n2\n");
  ::close(leaky);
}

TEST_CASE("a runner has default signals, whatever this process ignores, catches and blocks") {
  Stage stage;
  const auto previous = ::signal(SIGUSR1, SIG_IGN);
  const auto previous_pipe = ::signal(SIGPIPE, [](int) {});
  sigset_t blocked, before;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &blocked, &before);

  CHECK(stage.output_of("grep -E 'Sig(Blk|Ign)' /proc/self/status") ==
        "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");

  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  ::signal(SIGUSR1, previous);
  ::signal(SIGPIPE, previous_pipe);
}

TEST_CASE("a runner gets the limits back that this process had before it changed its own") {
  rlimit descriptors{}, core{};
  ::getrlimit(RLIMIT_NOFILE, &descriptors);
  ::getrlimit(RLIMIT_CORE, &core);
  GivenLimits given{rlimit{99, descriptors.rlim_max}, rlimit{0, core.rlim_max}};
  const TempFolder folder;
  Spawner spawner(given);
  spawner.set_scene(folder.path(), {"PATH=/usr/bin:/bin"});

  const auto pid =
      spawner.spawn({{"sh", "-c", "ulimit -n; ulimit -c"}, {}, folder.path("o"), folder.path("e")});

  REQUIRE(pid);
  ::waitpid(*pid, nullptr, 0);
  CHECK(read_file(folder.path("o"), 100).value() == "99\n0\n");
}

TEST_CASE("what can't be started says which program, where it was looked for, and why") {
  Stage stage;
  const auto script = [&](const std::string& name, const std::string& text, mode_t mode) {
    REQUIRE(write_file(stage.folder.path(name), text, mode));
  };
  script("plain", "#!/bin/sh\n", 0644);
  script("odd", "no first line", 0755);
  script("orphan", "#!/no/such/interpreter\n", 0755);

  CHECK(stage.why_not({"pyhton3"}) == "cannot start 'pyhton3': not found in PATH");
  CHECK(stage.why_not({"./none"}) ==
        "cannot start './none': No such file or directory in " + stage.folder.path());
  CHECK(stage.why_not({"./plain"}) == "cannot start './plain': Permission denied");
  CHECK(stage.why_not({"./odd"}) ==
        "cannot start './odd': Exec format error\n"
        "  a script must begin with a line such as '#!/bin/sh'");
  CHECK(stage.why_not({"./orphan"}) ==
        "cannot start './orphan': No such file or directory (the program that its first line "
        "names)");
  CHECK(stage.spawn({"pyhton3"}).error().kind == ErrorKind::not_found);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);  // no child is left of any of them
}

TEST_CASE("a program is found again after it has moved, also in a relative folder of PATH") {
  Stage stage;
  REQUIRE(make_folders(stage.folder.path("tools")));
  REQUIRE(write_file(stage.folder.path("tools/mine"), "#!/bin/sh\necho $0\n", 0755));
  CHECK(stage.output_of("mine") != "");
  REQUIRE(stage.spawn({"mine"}));
  ::waitpid(-1, nullptr, 0);
  REQUIRE(::unlink(stage.folder.path("tools/mine").c_str()) == 0);

  CHECK(stage.why_not({"mine"}).find("cannot start 'mine'") == 0);
  CHECK(stage.why_not({"mine"}) == "cannot start 'mine': not found in PATH");
}

TEST_CASE("a directory or a log that isn't there is named") {
  Stage stage;
  CHECK(stage.spawner.spawn({{"true"}, {}, stage.folder.path("a/o"), "/dev/null"}).error().where ==
        stage.folder.path("a/o"));
  CHECK(stage.spawner.spawn({{"true"}, {}, "/dev/null", stage.folder.path("a/e")}).error().where ==
        stage.folder.path("a/e"));
  stage.spawner.set_scene(stage.folder.path("gone"), {"PATH=/bin"});
  CHECK(stage.spawner.spawn({{"true"}, {}, "/dev/null", "/dev/null"}).error().where ==
        stage.folder.path("gone"));
}

TEST_CASE("where a limit is reached the error says which, and that it may go well later") {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  Stage stage;
  const rlimit low{static_cast<rlim_t>(::dup(0)), limit.rlim_max};
  ::close(static_cast<int>(low.rlim_cur));
  ::setrlimit(RLIMIT_NOFILE, &low);

  const auto pid = stage.spawn({"true"});

  ::setrlimit(RLIMIT_NOFILE, &limit);
  REQUIRE_FALSE(pid);
  CHECK(pid.error().kind == ErrorKind::unavailable);
  CHECK(pid.error().what.find("Too many open files") != std::string::npos);
}
