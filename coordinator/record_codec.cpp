#include "coordinator/record_codec.hpp"

#include <limits>

#include "common/wire_types.hpp"

namespace ianvs::coordinator {
namespace {

/// First value of every record. Never reused, never renumbered: journals live longer than programs.
enum class RecordKind : std::uint8_t {
  run_started = 1,
  agent_taken = 2,
  attempt_assigned = 3,
  attempt_ended = 4,
  test_case_ended = 5,
  run_ended = 6
};

void begin(WireWriter& to, RecordKind kind, std::size_t fields) {
  to.array(1 + fields);
  to.number(static_cast<std::uint64_t>(kind));
}

struct WriteRecord {
  WireWriter& to;

  void operator()(const RunStarted& record) const {
    begin(to, RecordKind::run_started, 6);
    to.number(record.run.value);
    to.text(record.program_version);
    to.bytes(record.job_path);
    to.bytes(record.directory);
    to.number(record.test_cases);
    to.integer(record.at.unix_ms);
  }
  void operator()(const AgentTaken& record) const {
    begin(to, RecordKind::agent_taken, 4);
    write(to, record.agent);
    to.text(record.host);
    to.number(record.pid);
    to.flag(record.local);
  }
  void operator()(const AttemptAssigned& record) const {
    begin(to, RecordKind::attempt_assigned, 5);
    to.number(record.attempt.value);
    to.number(record.test_case.value);
    to.number(record.number);
    write(to, record.agent);
    to.number(record.partition);
  }
  void operator()(const AttemptEnded& record) const {
    begin(to, RecordKind::attempt_ended, 3);
    to.number(record.test_case.value);
    write(to, record.agent);
    write(to, record.result);
  }
  void operator()(const TestCaseEnded& record) const {
    begin(to, RecordKind::test_case_ended, 3);
    to.number(record.test_case.value);
    to.number(static_cast<std::uint64_t>(record.outcome));
    to.number(record.attempt.value);
  }
  void operator()(const RunEnded& record) const {
    begin(to, RecordKind::run_ended, 1);
    to.integer(record.exit_code);
  }
};

TestCaseIndex read_test_case(WireReader& from) { return TestCaseIndex{read_number32(from)}; }

RunStarted read_run_started(WireReader& from) {
  RunStarted record;
  record.run = RunId{from.number()};
  record.program_version = read_text(from);
  record.job_path = read_text(from);
  record.directory = read_text(from);
  record.test_cases = read_number32(from);
  record.at.unix_ms = from.integer(INT64_MIN, INT64_MAX);
  return record;
}

AgentTaken read_agent_taken(WireReader& from) {
  AgentTaken record;
  record.agent = AgentId{read_id(from)};
  record.host = read_text(from);
  record.pid = from.number();
  record.local = from.flag();
  return record;
}

AttemptAssigned read_attempt_assigned(WireReader& from) {
  AttemptAssigned record;
  record.attempt = read_attempt(from);
  record.test_case = read_test_case(from);
  record.number = read_number32(from);
  record.agent = AgentId{read_id(from)};
  if (from.has_more()) {
    record.partition = read_number32(from);
  }
  return record;
}

AttemptEnded read_attempt_ended(WireReader& from) {
  AttemptEnded record;
  record.test_case = read_test_case(from);
  record.agent = AgentId{read_id(from)};
  record.result = read_result(from);
  return record;
}

TestCaseEnded read_test_case_ended(WireReader& from) {
  TestCaseEnded record;
  record.test_case = read_test_case(from);
  record.outcome = read_outcome(from);
  record.attempt = read_attempt(from);
  return record;
}

RunEnded read_run_ended(WireReader& from) {
  return RunEnded{static_cast<int>(
      from.integer(std::numeric_limits<int>::min(), std::numeric_limits<int>::max()))};
}

Record read_record(WireReader& from) {
  const std::uint64_t kind = from.number();
  switch (kind) {
    case static_cast<std::uint64_t>(RecordKind::run_started):
      return read_run_started(from);
    case static_cast<std::uint64_t>(RecordKind::agent_taken):
      return read_agent_taken(from);
    case static_cast<std::uint64_t>(RecordKind::attempt_assigned):
      return read_attempt_assigned(from);
    case static_cast<std::uint64_t>(RecordKind::attempt_ended):
      return read_attempt_ended(from);
    case static_cast<std::uint64_t>(RecordKind::test_case_ended):
      return read_test_case_ended(from);
    case static_cast<std::uint64_t>(RecordKind::run_ended):
      return read_run_ended(from);
    default:
      from.refuse("a record of unknown kind " + std::to_string(kind));
      return RunEnded{};
  }
}

}  // namespace

std::string encode_record(const Record& record) {
  WireWriter to;
  std::visit(WriteRecord{to}, record);
  return to.take();
}

Result<Record> decode_record(std::string_view bytes) {
  WireReader from(bytes);
  from.enter_array();
  Record record = read_record(from);
  from.leave();
  if (!from.ok()) {
    return tl::unexpected(Error{ErrorKind::invalid, "a broken record: " + from.error(), "", ""});
  }
  return record;
}

}  // namespace ianvs::coordinator
