#include "coordinator/resources_csv.hpp"

#include <cstdio>
#include <unordered_set>

#include "common/assert.hpp"
#include "common/units.hpp"
#include "coordinator/test_case_columns.hpp"

namespace ianvs::coordinator {
namespace {

using Row = std::vector<std::string>;

std::string seconds_text(double seconds) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.3f", seconds);
  return buffer;
}

void append_names(Row& names, const Names& more) {
  names.insert(names.end(), more.list().begin(), more.list().end());
}

void append_usage(Row& row, const AttemptResult& result) {
  if (!result.started) {
    row.resize(row.size() + 3);
    return;
  }
  row.push_back(seconds_text(result.usage.wall_seconds));
  row.push_back(seconds_text(result.usage.user_seconds + result.usage.system_seconds));
  row.push_back(result.usage.peak_ram_bytes > 0 ? std::to_string(result.usage.peak_ram_bytes) : "");
}

class RowMaker {
 public:
  RowMaker(const Plan& plan, const std::vector<TestCaseId>& ids, const RunLog& log)
      : plan_(plan), ids_(ids), log_(log) {}

  CsvTable make() {
    for (std::uint32_t i = 0; i < ids_.size(); ++i) columns_.add(plan_, {i});
    CsvTable table{names(), {}};
    for (std::uint32_t i = 0; i < ids_.size(); ++i) {
      if (log_.test_cases()[i].is_done) table.rows.push_back(row({i}));
    }
    return table;
  }

 private:
  std::vector<std::string> names() const {
    Row names = {"id", "algorithm", "paradigm"};
    append_names(names, columns_.module_types());
    append_names(names, columns_.hyperparameters());
    for (const char* name : {"outcome", "attempts", "agent", "pid", "wall_seconds", "cpu_seconds",
                             "peak_ram_bytes", "gpu", "url"}) {
      names.emplace_back(name);
    }
    return names;
  }

  Row row(TestCaseIndex index) const {
    const TestCase test_case = plan_.test_case(index);
    const TestCaseLog& log = log_.test_cases()[index.value];
    const TestCaseColumns::Cells cells = columns_.cells_of(test_case);
    const AgentLog* agent = log.agent ? log_.find_agent(*log.agent) : nullptr;
    Row row = {uuid_text(ids_[index.value]), to_csv_cell(test_case.algorithm->name),
               to_csv_cell(test_case.algorithm->paradigm)};
    for (const std::string& module : cells.modules) row.push_back(to_csv_cell(module));
    for (const std::string& text : cells.hyperparameters) row.push_back(to_csv_cell(text));
    row.emplace_back(to_text(log.outcome == Outcome::failed ? log.result.outcome : log.outcome));
    row.push_back(std::to_string(log.attempts));
    row.push_back(agent != nullptr ? to_csv_cell(agent->host) : "");
    row.push_back(agent != nullptr ? std::to_string(agent->pid) : "");
    append_usage(row, log.result);
    row.push_back(format_amount(test_case.algorithm->request.resources.gpu));
    row.push_back(to_csv_cell(log.result.output_dir));
    return row;
  }

  const Plan& plan_;
  const std::vector<TestCaseId>& ids_;
  const RunLog& log_;
  TestCaseColumns columns_;
};

}  // namespace

CsvTable make_resources(const Plan& plan, const std::vector<TestCaseId>& ids, const RunLog& log) {
  IANVS_ASSERT(ids.size() == log.test_cases().size());
  return RowMaker(plan, ids, log).make();
}

Result<std::string> merge_resources(const std::string& old_csv, const CsvTable& rows) {
  auto table = parse_csv(old_csv);
  if (!table) {
    Error error = table.error();
    error.where = "resources.csv:" + error.where;
    return tl::unexpected(error);
  }
  if (!table->columns.empty() && table->columns.front() != "id") {
    return tl::unexpected(Error{ErrorKind::invalid, "is no table of test cases' resources",
                                "resources.csv:1", "Its first line should be id,algorithm,..."});
  }
  std::unordered_set<std::string> own;
  for (const Row& row : rows.rows) own.insert(row.front());
  std::erase_if(table->rows, [&](const Row& row) { return own.contains(row.front()); });
  if (table->rows.empty()) return to_csv(rows);
  append_rows(*table, rows);
  return to_csv(*table);
}

}  // namespace ianvs::coordinator
