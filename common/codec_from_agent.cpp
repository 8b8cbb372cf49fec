// What agents say.
#include "common/codec_frame.hpp"

namespace ianvs {
namespace {

void write(WireWriter& to, const std::vector<std::string>& texts) {
  to.array(texts.size());
  for (const std::string& text : texts) {
    to.text(text);
  }
}

void write(WireWriter& to, const Offer& offer) {
  to.array(4);
  to.number(offer.workers);
  ianvs::write(to, offer.resources);
  write(to, offer.gpus);
  to.map(offer.tags.size());
  for (const auto& [name, value] : offer.tags) {
    to.text(name);
    to.text(value);
  }
}

void write(WireWriter& to, const InterpreterReport& report) {
  to.array(6);
  to.bytes(report.python);
  to.flag(report.usable);
  to.text(report.version);
  to.bytes(report.ianvs);
  to.text(report.sedna);
  to.bytes(report.error);
}

struct WriteFromAgent {
  WireWriter& to;

  void operator()(const Hello& hello) const {
    begin_frame(to, MessageTag::hello, 8);
    ianvs::write(to, hello.agent);
    to.number(hello.session.value);
    to.text(hello.program_version);
    to.text(hello.host);
    to.number(hello.pid);
    write(to, hello.offer);
    to.flag(hello.local);
    ianvs::write(to, hello.holds);
  }
  void operator()(const AttemptsStarted& message) const {
    begin_frame(to, MessageTag::attempts_started, 1);
    ianvs::write(to, message.attempts);
  }
  void operator()(const AttemptsEnded& message) const {
    begin_frame(to, MessageTag::attempts_ended, 1);
    to.array(message.results.size());
    for (const AttemptResult& result : message.results) {
      ianvs::write(to, result);
    }
  }
  void operator()(const AgentHeartbeat& message) const {
    begin_frame(to, MessageTag::agent_heartbeat, 1);
    ianvs::write(to, message.holds);
  }
  void operator()(const AgentDraining& message) const {
    begin_frame(to, MessageTag::agent_draining, 1);
    to.text(message.reason);
  }
  void operator()(const AgentBye& message) const {
    begin_frame(to, MessageTag::agent_bye, 1);
    to.text(message.reason);
  }
  void operator()(const InterpretersChecked& message) const {
    begin_frame(to, MessageTag::interpreters_checked, 1);
    to.array(message.interpreters.size());
    for (const InterpreterReport& report : message.interpreters) {
      write(to, report);
    }
  }
};

std::map<std::string, std::string> read_tags(WireReader& from) {
  std::map<std::string, std::string> tags;
  const std::size_t pairs = from.enter_map();
  for (std::size_t i = 0; i < pairs && from.ok(); ++i) {
    std::string name = read_text(from);
    if (!tags.emplace(std::move(name), read_text(from)).second) {
      from.refuse("a tag is named twice");
    }
  }
  from.leave();
  return tags;
}

Offer read_offer(WireReader& from) {
  // An agent that offers more slots than any node has would be given all test cases at once.
  constexpr std::uint64_t max_workers = 65'535;
  Offer offer;
  from.enter_array();
  offer.workers = static_cast<std::uint32_t>(from.number(max_workers));
  offer.resources = read_resources(from);
  read_each(from, [&] { offer.gpus.push_back(read_text(from)); });
  offer.tags = read_tags(from);
  from.leave();
  if (offer.workers == 0) {
    from.refuse("an offer without a worker");
  }
  if (offer.resources.gpu != amount_unit * static_cast<std::int64_t>(offer.gpus.size())) {
    from.refuse("an offer whose gpu amount isn't that of its list");
  }
  return offer;
}

Hello read_hello(WireReader& from) {
  Hello hello;
  hello.agent = AgentId{read_id(from)};
  hello.session = SessionNumber{from.number()};
  hello.program_version = read_text(from);
  hello.host = read_text(from);
  hello.pid = from.number();
  hello.offer = read_offer(from);
  hello.local = from.flag();
  hello.holds = read_attempts(from);
  return hello;
}

AttemptsEnded read_attempts_ended(WireReader& from) {
  AttemptsEnded message;
  read_each(from, [&] { message.results.push_back(read_result(from)); });
  return message;
}

InterpreterReport read_interpreter(WireReader& from) {
  InterpreterReport report;
  from.enter_array();
  report.python = read_text(from);
  report.usable = from.flag();
  report.version = read_text(from);
  report.ianvs = read_text(from);
  report.sedna = read_text(from);
  report.error = read_text(from);
  from.leave();
  return report;
}

InterpretersChecked read_interpreters_checked(WireReader& from) {
  InterpretersChecked message;
  read_each(from, [&] { message.interpreters.push_back(read_interpreter(from)); });
  return message;
}

FromAgent read_from_agent(WireReader& from, std::uint64_t tag) {
  switch (tag) {
    case static_cast<std::uint64_t>(MessageTag::hello):
      return read_hello(from);
    case static_cast<std::uint64_t>(MessageTag::attempts_started):
      return AttemptsStarted{read_attempts(from)};
    case static_cast<std::uint64_t>(MessageTag::attempts_ended):
      return read_attempts_ended(from);
    case static_cast<std::uint64_t>(MessageTag::agent_heartbeat):
      return AgentHeartbeat{read_attempts(from)};
    case static_cast<std::uint64_t>(MessageTag::agent_draining):
      return AgentDraining{read_text(from)};
    case static_cast<std::uint64_t>(MessageTag::agent_bye):
      return AgentBye{read_text(from)};
    case static_cast<std::uint64_t>(MessageTag::interpreters_checked):
      return read_interpreters_checked(from);
    default:
      from.refuse("no agent says messages of type " + std::to_string(tag));
      return AgentBye{};
  }
}

}  // namespace

std::string encode(const FromAgent& message) {
  WireWriter to;
  std::visit(WriteFromAgent{to}, message);
  return to.take();
}

Result<FromAgent> decode_from_agent(std::string_view bytes) {
  return read_frame<FromAgent>(bytes, read_from_agent);
}

std::size_t encoded_size(const AttemptResult& result) {
  WireWriter to;
  write(to, result);
  return to.take().size();
}

std::vector<AttemptsEnded> split(AttemptsEnded message) {
  std::vector<AttemptsEnded> messages;
  for (auto& results : split_items(std::move(message.results))) {
    messages.push_back(AttemptsEnded{std::move(results)});
  }
  return messages;
}

}  // namespace ianvs
