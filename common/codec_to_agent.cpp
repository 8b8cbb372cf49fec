// What the coordinator says.
#include "common/codec_frame.hpp"

namespace ianvs {
namespace {

void write_words(WireWriter& to, const std::vector<std::string>& words) {
  to.array(words.size());
  for (const std::string& word : words) {
    to.bytes(word);
  }
}

void write_spec(WireWriter& to, const AttemptSpec& spec) {
  to.array(15);
  to.number(spec.attempt.value);
  to.number(spec.number);
  write(to, spec.test_case);
  to.number(static_cast<std::uint64_t>(spec.runner));
  write_words(to, spec.command);
  to.bytes(spec.output_dir);
  to.bytes(spec.previous_output_dir);
  to.bytes(spec.test_case_json);
  write(to, spec.resources);
  write_words(to, spec.gpus);
  to.flag(spec.exclusive);
  if (spec.timeout.has_value()) {
    write_duration(to, *spec.timeout);
  } else {
    to.nothing();
  }
  write_duration(to, spec.grace);
  to.bytes(spec.python);
  to.number(spec.partition);
}

struct WriteToAgent {
  WireWriter& to;

  void operator()(const Welcome& message) const {
    begin_frame(to, MessageTag::welcome, 8);
    to.number(message.run.value);
    to.text(message.program_version);
    to.bytes(message.directory);
    to.bytes(message.run_folder);
    write_duration(to, message.heartbeat_interval);
    write_duration(to, message.agent_timeout);
    write_words(to, message.pythons);
    to.flag(message.zygote);
  }
  void operator()(const Refused& message) const {
    begin_frame(to, MessageTag::refused, 1);
    to.text(message.reason);
  }
  void operator()(const SayHello&) const { begin_frame(to, MessageTag::say_hello, 0); }
  void operator()(const StartAttempts& message) const {
    begin_frame(to, MessageTag::start_attempts, 1);
    to.array(message.attempts.size());
    for (const AttemptSpec& spec : message.attempts) {
      write_spec(to, spec);
    }
  }
  void operator()(const AckResults& message) const {
    begin_frame(to, MessageTag::ack_results, 1);
    write(to, message.attempts);
  }
  void operator()(const CancelAttempts& message) const {
    begin_frame(to, MessageTag::cancel_attempts, 2);
    write(to, message.attempts);
    to.flag(message.only_waiting);
  }
  void operator()(const CoordinatorHeartbeat& message) const {
    begin_frame(to, MessageTag::coordinator_heartbeat, 1);
    write(to, message.holds);
  }
  void operator()(const DrainAgent& message) const {
    begin_frame(to, MessageTag::drain_agent, 1);
    to.text(message.reason);
  }
  void operator()(const RunOver& message) const {
    begin_frame(to, MessageTag::run_over, 1);
    to.text(message.summary);
  }
};

std::vector<std::string> read_words(WireReader& from) {
  std::vector<std::string> words;
  read_each(from, [&] { words.push_back(read_text(from)); });
  return words;
}

AttemptSpec read_spec(WireReader& from) {
  AttemptSpec spec;
  from.enter_array();
  spec.attempt = read_attempt(from);
  spec.number = read_number32(from);
  spec.test_case = TestCaseId{read_id(from)};
  spec.runner =
      static_cast<RunnerKind>(from.number(static_cast<std::uint64_t>(RunnerKind::command)));
  spec.command = read_words(from);
  spec.output_dir = read_text(from);
  spec.previous_output_dir = read_text(from);
  spec.test_case_json = read_text(from);
  spec.resources = read_resources(from);
  spec.gpus = read_words(from);
  spec.exclusive = from.flag();
  if (!from.skip_nothing()) {
    spec.timeout = read_duration(from);
  }
  spec.grace = read_duration(from);
  if (from.has_more()) {
    spec.python = read_text(from);
  }
  if (from.has_more()) {
    spec.partition = read_number32(from);
  }
  from.leave();
  return spec;
}

Welcome read_welcome(WireReader& from) {
  Welcome message;
  message.run = RunId{from.number()};
  message.program_version = read_text(from);
  message.directory = read_text(from);
  message.run_folder = read_text(from);
  message.heartbeat_interval = read_duration(from);
  message.agent_timeout = read_duration(from);
  if (from.has_more()) {
    message.pythons = read_words(from);
    message.zygote = from.flag();
  }
  if (message.heartbeat_interval < std::chrono::milliseconds(1)) {
    from.refuse("a heartbeat interval below 1 ms");
  }
  return message;
}

StartAttempts read_start_attempts(WireReader& from) {
  StartAttempts message;
  read_each(from, [&] { message.attempts.push_back(read_spec(from)); });
  return message;
}

CancelAttempts read_cancel_attempts(WireReader& from) {
  CancelAttempts message;
  message.attempts = read_attempts(from);
  message.only_waiting = from.flag();
  return message;
}

ToAgent read_to_agent(WireReader& from, std::uint64_t tag) {
  switch (tag) {
    case static_cast<std::uint64_t>(MessageTag::welcome):
      return read_welcome(from);
    case static_cast<std::uint64_t>(MessageTag::refused):
      return Refused{read_text(from)};
    case static_cast<std::uint64_t>(MessageTag::say_hello):
      return SayHello{};
    case static_cast<std::uint64_t>(MessageTag::start_attempts):
      return read_start_attempts(from);
    case static_cast<std::uint64_t>(MessageTag::ack_results):
      return AckResults{read_attempts(from)};
    case static_cast<std::uint64_t>(MessageTag::cancel_attempts):
      return read_cancel_attempts(from);
    case static_cast<std::uint64_t>(MessageTag::coordinator_heartbeat):
      return CoordinatorHeartbeat{read_attempts(from)};
    case static_cast<std::uint64_t>(MessageTag::drain_agent):
      return DrainAgent{read_text(from)};
    case static_cast<std::uint64_t>(MessageTag::run_over):
      return RunOver{read_text(from)};
    default:
      from.refuse("no coordinator says messages of type " + std::to_string(tag));
      return SayHello{};
  }
}

}  // namespace

std::string encode(const ToAgent& message) {
  WireWriter to;
  std::visit(WriteToAgent{to}, message);
  return to.take();
}

Result<ToAgent> decode_to_agent(std::string_view bytes) {
  return read_frame<ToAgent>(bytes, read_to_agent);
}

std::size_t encoded_size(const AttemptSpec& spec) {
  WireWriter to;
  write_spec(to, spec);
  return to.take().size();
}

std::vector<StartAttempts> split(StartAttempts message) {
  std::vector<StartAttempts> messages;
  for (auto& attempts : split_items(std::move(message.attempts))) {
    messages.push_back(StartAttempts{std::move(attempts)});
  }
  return messages;
}

}  // namespace ianvs
