#include "coordinator/outbox.hpp"

#include <unordered_map>

#include "common/codec.hpp"

namespace ianvs::coordinator {
namespace {

/// What a text or a list costs beyond its content in MessagePack, and a number in all: at most 9
/// bytes.
constexpr std::size_t field_overhead = 9;
/// Of the frame, for its head.
constexpr std::size_t frame_space = max_frame_bytes - 64;
/// Lists on the wire have at most 10,000 entries.
constexpr std::size_t most_in_list = 10'000;

std::size_t wire_size_limit(const std::vector<std::string>& texts) {
  std::size_t size = field_overhead;
  for (const std::string& text : texts) {
    size += text.size() + field_overhead;
  }
  return size;
}

/// The messages to one agent.
class Batch {
 public:
  Batch(AgentId agent, const MakeSpec& make_spec) : agent_(agent), make_spec_(make_spec) {}

  void add(const StartOrder& order, Outbox& out) {
    AttemptSpec spec = make_spec_(order);
    const std::size_t size = coordinator::wire_size_limit(spec);
    if (size > frame_space) {
      out.too_large.emplace_back(agent_, order.attempt);
      return;
    }
    auto* last = messages_.empty() ? nullptr : std::get_if<StartAttempts>(&messages_.back());
    if (last == nullptr || last_size_ + size > frame_space ||
        last->attempts.size() == most_in_list) {
      last = &std::get<StartAttempts>(messages_.emplace_back(StartAttempts{}));
      last_size_ = 0;
    }
    last->attempts.push_back(std::move(spec));
    last_size_ += size;
  }

  void add(const CancelOrder& order, Outbox&) {
    auto* last = messages_.empty() ? nullptr : std::get_if<CancelAttempts>(&messages_.back());
    if (last == nullptr || last->only_waiting != order.only_waiting ||
        last->attempts.size() == most_in_list) {
      last =
          &std::get<CancelAttempts>(messages_.emplace_back(CancelAttempts{{}, order.only_waiting}));
    }
    last->attempts.push_back(order.attempt);
  }

  void add(const AckOrder& order, Outbox&) {
    if (acks_.empty() || acks_.back().attempts.size() == most_in_list) {
      acks_.emplace_back();
    }
    acks_.back().attempts.push_back(order.attempt);
  }

  void add(const DismissOrder&, Outbox&) { is_dismissed_ = true; }

  void finish(const std::string& run_over, Outbox& out) {
    for (ToAgent& message : messages_) {
      out.messages.emplace_back(agent_, std::move(message));
    }
    for (AckResults& acks : acks_) {
      out.messages.emplace_back(agent_, std::move(acks));
    }
    if (is_dismissed_) {
      out.messages.emplace_back(agent_, RunOver{run_over});
    }
  }

 private:
  AgentId agent_;
  const MakeSpec& make_spec_;
  std::vector<ToAgent> messages_;
  std::size_t last_size_ = 0;  ///< of the last message, if that is a StartAttempts
  std::vector<AckResults> acks_;
  bool is_dismissed_ = false;
};

}  // namespace

std::size_t wire_size_limit(const AttemptSpec& spec) {
  constexpr std::size_t numbers = 17;  // with the heads of the spec and of its resources
  std::size_t size = numbers * field_overhead + sizeof(spec.test_case.bytes) +
                     wire_size_limit(spec.command) + wire_size_limit(spec.gpus) +
                     spec.output_dir.size() + spec.previous_output_dir.size() +
                     spec.test_case_json.size() + spec.python.size() + 5 * field_overhead;
  for (const auto& [name, amount] : spec.resources.counted) {
    size += name.size() + 2 * field_overhead;
  }
  return size;
}

Outbox pack(std::span<const Order> orders, const MakeSpec& make_spec, const std::string& run_over) {
  Outbox out;
  std::vector<Batch> batches;
  std::unordered_map<AgentId, std::size_t> batch_of;
  for (const Order& order : orders) {
    const auto [entry, is_new] = batch_of.try_emplace(order.agent, batches.size());
    if (is_new) {
      batches.emplace_back(order.agent, make_spec);
    }
    std::visit([&batch = batches[entry->second], &out](const auto& what) { batch.add(what, out); },
               order.what);
  }
  for (Batch& batch : batches) {
    batch.finish(run_over, out);
  }
  return out;
}

}  // namespace ianvs::coordinator
