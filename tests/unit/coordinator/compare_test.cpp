#include "coordinator/compare.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "common/log.hpp"
#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

const std::string header = "rank,algorithm,acc,paradigm,basemodel,time,url\n";

struct Fixture {
  TempFolder folder;
  std::string logged;

  Fixture() {
    set_up_log(
        {.program = {}, .json = false, .verbosity = 0, .write = [this](std::string_view line) {
           logged.append(line).append("\n");
         }});
  }
  ~Fixture() { set_up_log({}); }

  std::string put(const std::string& name, const std::string& content) const {
    const auto path = folder.path(name);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << content;
    return path;
  }
  std::string found(const std::string& name) const {
    const auto file = find_rank_file(folder.path(name));
    return file ? file->substr(folder.path().size() + 1) : to_text(file.error());
  }
  static ExitCode compare_quietly(const std::string& a, const std::string& b) {
    std::ostringstream out;
    auto* const old = std::cout.rdbuf(out.rdbuf());
    CompareCommand command;
    command.a = a;
    command.b = b;
    const auto code = compare(command);
    std::cout.rdbuf(old);
    return code;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a run is its own rows, a job all its rows, a file itself") {
  put("ws/job/rank/all_rank.csv", header);
  put("ws/job/rank/selected_rank.csv", header);
  put("ws/job/runs/1/rank.csv", header);
  put("small/rank/selected_rank.csv", header);
  std::filesystem::create_symlink("1", folder.path("ws/job/runs/latest"));

  CHECK(found("ws/job/runs/1") == "ws/job/runs/1/rank.csv");
  CHECK(found("ws/job/runs/latest") == "ws/job/runs/latest/rank.csv");
  CHECK(found("ws/job") == "ws/job/rank/all_rank.csv");
  CHECK(found("ws/job/") == "ws/job/rank/all_rank.csv");
  CHECK(found("ws/job/rank") == "ws/job/rank/all_rank.csv");
  CHECK(found("small") == "small/rank/selected_rank.csv");
  CHECK(found("ws/job/rank/selected_rank.csv") == "ws/job/rank/selected_rank.csv");
}

TEST_CASE_FIXTURE(Fixture, "a folder without a leaderboard is told with those that may be meant") {
  put("ws/job/rank/all_rank.csv", header);
  put("ws/job/runs/2/journal.db", "");
  std::filesystem::create_directory(folder.path("empty"));

  CHECK(found("ws").find("Did you mean:\n  " + folder.path("ws/job")) != std::string::npos);
  CHECK(found("ws/job/runs/2").find("this run has no leaderboard") != std::string::npos);
  CHECK(found("empty").find("Name a run (<workspace>/<job>/runs/1)") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "the exit code says whether two are equal") {
  const auto a = put("a.csv", header + "1,svc,1,p,svc,t,u\n");
  const auto b = put("b.csv", header + "7,svc,1,p,svc,other,place\n");
  const auto c = put("c.csv", header + "1,svc,2,p,svc,t,u\n");

  CHECK(compare_quietly(a, b) == ExitCode::success);
  CHECK(compare_quietly(a, c) == ExitCode::different);
  CHECK(logged.empty());
}

TEST_CASE_FIXTURE(Fixture, "all that can't be read is told") {
  const auto wrong = put("wrong.csv", "a,b\n");

  CHECK(compare_quietly(folder.path("none.csv"), wrong) == ExitCode::invalid);

  CHECK(logged.find("none.csv: ") != std::string::npos);
  CHECK(logged.find("wrong.csv:1: is no leaderboard of Ianvs") != std::string::npos);
}
