#include "coordinator/collector.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <utility>

#include "common/assert.hpp"
#include "common/file.hpp"
#include "common/log.hpp"
#include "coordinator/leaderboard_csv.hpp"
#include "coordinator/report.hpp"
#include "coordinator/resources_csv.hpp"
#include "coordinator/run_paths.hpp"

namespace ianvs::coordinator {
namespace {

/// As Ianvs writes it into the time column: local, without a zone.
std::string local_time(WallTime time) {
  const auto seconds = static_cast<std::time_t>(time.unix_ms / 1000);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts)};
}

void log_line(const ProgressLine& line) {
  switch (line.level) {
    case ProgressLine::Level::detail:
      return log_debug(line.text);
    case ProgressLine::Level::info:
      return log_info(line.text);
    case ProgressLine::Level::warning:
      return log_warning(line.text);
    case ProgressLine::Level::error:
      return log_error(line.text);
  }
}

/// `runs/<n>` as the job's user would write it.
std::string shown_run_folder(const Plan& plan, RunId run) {
  return join_path(job_folder(plan.job), "runs/" + std::to_string(run.value));
}

}  // namespace

Collector::Collector(const Plan& plan, const std::vector<TestCaseId>& ids, const RunFolder& folder,
                     bool colors)
    : plan_(plan),
      ids_(ids),
      folder_(folder),
      progress_(plan, ids, shown_run_folder(plan, folder.run), colors),
      leaderboard_(plan),
      pictures_(plan),
      log_(plan.test_case_count()) {}

void Collector::hear(const Notice& notice) {
  for (const auto& line : progress_.lines(notice)) log_line(line);
  log_.add(notice);
  if (const auto* done = std::get_if<TestCaseDone>(&notice)) keep(*done);
}

void Collector::keep(const TestCaseDone& done) {
  failures_.add(done);
  if (done.outcome != Outcome::succeeded) return;
  auto metrics = parse_json(done.result.metrics_json);
  IANVS_ASSERT(metrics);  // result_check lets no other success in
  auto texts = parse_json(done.result.texts_json);
  pictures_.add(done.test_case, *metrics, done.result.output_dir);
  leaderboard_.add(done.test_case, {std::move(*metrics), local_time(done.result.ended_at),
                                    done.result.output_dir, texts ? std::move(*texts) : Value()});
}

bool Collector::write_files(RunEnd& end, const RunStarted& started) {
  end.run_folder = shown_run_folder(plan_, folder_.run);
  end.rank_folder = join_path(job_folder(plan_.job), "rank");
  const bool ranked = write_leaderboard(end);
  const bool kept = write_own_rows();
  const bool counted = write_resources_file(end);
  return write_report_file(end, started) && ranked && kept && counted;
}

bool Collector::write_leaderboard(RunEnd& end) {
  const auto folder = job_folder(plan_.job);
  const auto& save_mode = plan_.job.rank.save_mode;
  const auto rank = write_rank(folder, leaderboard_, save_mode);
  if (!rank) {
    log_error("the leaderboard can't be written: " + to_text(rank.error()));
    return false;
  }
  for (const auto& warning : rank->warnings) log_warning(warning);
  table_ = rank->table;
  if (save_mode != "selected_only" && !rank->all_csv.empty()) {
    end.rank_files.push_back("all_rank.csv");
  }
  if (!rank->selected_csv.empty()) end.rank_files.push_back("selected_rank.csv");
  return true;
}

/// The rank folder may hold other runs' rows and be thrown away; `compare` wants those of this one.
bool Collector::write_own_rows() const {
  const auto written = write_file(folder_.rank(), leaderboard_.own_csv());
  if (!written) log_error("the run's own rows can't be written: " + to_text(written.error()));
  return written.has_value();
}

bool Collector::write_resources_file(RunEnd& end) const {
  const auto folder = job_folder(plan_.job);
  if (const auto written = write_resources(folder, make_resources(plan_, ids_, log_)); !written) {
    log_error("what test cases took can't be written: " + to_text(written.error()));
    return false;
  }
  end.rank_files.push_back("resources.csv");
  return true;
}

bool Collector::write_report_file(const RunEnd& end, const RunStarted& started) const {
  const ReportFacts facts{started.run,      started.program_version,
                          started.job_path, folder_.path,
                          started.at,       end.took,
                          end.summary,      end.exit_code};
  const auto beside = folder_.report() + ".tmp";
  std::ofstream file(beside, std::ios::binary | std::ios::trunc);
  write_report(facts, plan_, ids_, log_, [&file](std::string_view part) { file << part; });
  file.close();
  if (file && std::rename(beside.c_str(), folder_.report().c_str()) == 0) return true;
  log_error(folder_.report() + ": the report can't be written: " + std::strerror(errno));
  return false;
}

bool Collector::print(const RunEnd& end, bool json) const {
  const auto out = json ? summary_json(end, failures_, plan_, ids_) : table_;
  errno = 0;
  const bool put = std::fwrite(out.data(), 1, out.size(), stdout) == out.size();
  const bool printed = (std::fflush(stdout) == 0 && put) || errno == EPIPE;
  if (!printed) log_error(std::string("the output can't be written: ") + std::strerror(errno));
  std::string text;
  for (const auto& line : summary_lines(end, failures_, plan_, ids_)) {
    text.append(text.empty() ? "" : "\n").append(line);
  }
  end.exit_code == ExitCode::success ? log_info(text) : log_error(text);
  return printed;
}

}  // namespace ianvs::coordinator
