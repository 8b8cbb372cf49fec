#include "agent/attempt_files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "common/file.hpp"
#include "tests/support/messages.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::agent;
using std::filesystem::exists;
using std::filesystem::is_directory;

namespace {

struct Place {
  Place() {
    REQUIRE(make_folders(run.logs));
    REQUIRE(make_folders(run.scratch));
    REQUIRE(make_folders(run.temporary));
  }
  AttemptSpec spec(const std::string& output_dir) const {
    AttemptSpec result = test::example_spec(7);
    result.output_dir = output_dir;
    return result;
  }
  AttemptFiles files() const { return {run, spec("./ws/svc/1"), 3}; }

  TempFolder folder;
  SpareFiles spares{folder.path("spare")};
  TemporaryFolders temporary;
  RunFolders run{folder.path(), folder.path("runs/1/logs"), folder.path("scratch"),
                 folder.path("tmp")};
};

}  // namespace

TEST_CASE(
    "an attempt's places are absolute, and its logs are named by test case, partition and number") {
  Place place;
  const AttemptFiles files(place.run, place.spec("./ws/svc/1.2"), 3);
  CHECK(files.places().output_dir == place.folder.path("ws/svc/1.2"));
  CHECK(files.places().previous_output_dir == place.folder.path("ws/digits/svc/1"));
  CHECK(files.places().result == place.run.scratch + "/slot3.result.json");
  CHECK(files.stderr_path() == place.run.logs + "/abababab-abab-abab-abab-abababababab.p3.2.err");

  CHECK(AttemptFiles(place.run, place.spec("/data/ws/1"), 3).places().output_dir == "/data/ws/1");
  CHECK(AttemptFiles(place.run, place.spec(".//ws/1"), 3).places().output_dir ==
        place.folder.path("ws/1"));
  CHECK(AttemptFiles(place.run, place.spec("../ws/1"), 3).places().output_dir ==
        place.folder.path("../ws/1"));
}

TEST_CASE("before the start its folder is made and its test case is written for the user alone") {
  Place place;
  const AttemptFiles files = place.files();
  REQUIRE(files.prepare(R"({"id": "1"})", place.spares, place.temporary));
  CHECK(is_directory(files.places().output_dir));
  CHECK(read_file(files.places().test_case, 100).value() == R"({"id": "1"})");
  struct stat info {};
  REQUIRE(::stat(files.places().test_case.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);

  REQUIRE(write_file(place.folder.path("file"), ""));
  CHECK(AttemptFiles(place.run, place.spec("file/1"), 3)
            .prepare("", place.spares, place.temporary)
            .error()
            .where.find("file") != std::string::npos);
}

TEST_CASE("afterwards logs that say something stay, and empty ones become others' logs") {
  Place place;
  const AttemptFiles files = place.files();
  REQUIRE(files.prepare("{}", place.spares, place.temporary));
  REQUIRE(write_file(files.places().output_dir + "/model", "weights"));
  REQUIRE(write_file(files.stdout_path(), ""));
  REQUIRE(write_file(files.stderr_path(), "a warning"));

  files.tidy_up(place.spares, place.temporary);

  CHECK_FALSE(exists(files.stdout_path()));
  CHECK(exists(files.stderr_path()));
  CHECK(exists(files.places().output_dir + "/model"));
  files.tidy_up(place.spares, place.temporary);  // again: nothing to do

  AttemptSpec next = place.spec("./ws/svc/2");
  next.number = 5;
  const AttemptFiles of_next(place.run, next, 3);
  REQUIRE(of_next.prepare("{}", place.spares, place.temporary));
  CHECK(exists(of_next.stdout_path()) != exists(of_next.stderr_path()));
}

TEST_CASE("no result is left for the next runner in the slot, whatever this one made of it") {
  Place place;
  const AttemptFiles files = place.files();
  const auto& path = files.places().result;
  REQUIRE(write_file(place.folder.path("elsewhere"), "kept"));
  for (int left_behind = 0; left_behind < 4; ++left_behind) {
    CAPTURE(left_behind);
    REQUIRE(files.prepare("{}", place.spares, place.temporary));
    if (left_behind == 1) {
      REQUIRE(write_file(path, "{\"a\": 1}"));
    } else if (left_behind == 2) {
      REQUIRE(make_folders(path + "/inside"));
    } else if (left_behind == 3) {
      std::filesystem::create_symlink(place.folder.path("elsewhere"), path);
    }
    files.tidy_up(place.spares, place.temporary);
    CHECK_FALSE(files.read_result().exists);
    CHECK(read_file(place.folder.path("elsewhere"), 10).value() == "kept");
  }
}

TEST_CASE("a result file is read whole, or it is said why not") {
  Place place;
  const AttemptFiles files = place.files();
  const auto& path = files.places().result;
  CHECK_FALSE(files.read_result().exists);

  REQUIRE(write_file(path, "{\"a\": 1}"));
  CHECK(files.read_result().content == "{\"a\": 1}");
  CHECK(files.read_result().problem.empty());

  REQUIRE(write_file(path, std::string(max_result_bytes, ' ')));
  CHECK(files.read_result().problem.empty());
  REQUIRE(write_file(path, std::string(max_result_bytes + 1, ' ')));
  CHECK(files.read_result().problem == "is too large: more than 262144 bytes are not read");

  std::filesystem::remove(path);
  REQUIRE(make_folders(path));
  CHECK(files.read_result().exists);
  CHECK(files.read_result().problem == "is a folder, not a file");
}

TEST_CASE("the end of stderr is its last whole lines") {
  Place place;
  const AttemptFiles files = place.files();
  const auto tail_of = [&](const std::string& content) {
    REQUIRE(write_file(files.stderr_path(), content));
    return files.stderr_tail();
  };
  CHECK(files.stderr_tail().empty());
  CHECK(tail_of("") == "");
  CHECK(tail_of("one\ntwo\n") == "one\ntwo\n");
  CHECK(tail_of(std::string(3000, 'a') + "\n" + std::string(3000, 'b') + "\nend") ==
        std::string(3000, 'b') + "\nend");
  CHECK(tail_of(std::string(5000, 'a')) == std::string(max_stderr_tail_bytes, 'a'));
  CHECK(tail_of(std::string(5000, 'a') + "\n") ==
        std::string(max_stderr_tail_bytes - 1, 'a') + "\n");
  const std::string bytes("\0\xff\n", 3);
  CHECK(tail_of(bytes) == bytes);
}

TEST_CASE("the output folder of a test case of Ianvs is not made: Ianvs makes it") {
  Place place;
  AttemptSpec spec = place.spec("./ws/svc/1");
  spec.runner = RunnerKind::ianvs;
  REQUIRE(AttemptFiles(place.run, spec, 0).prepare("{}", place.spares, place.temporary));

  CHECK_FALSE(exists(place.run.directory + "/ws"));
}
