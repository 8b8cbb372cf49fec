#include "common/plan_request.hpp"

#include <algorithm>
#include <array>

#include "common/did_you_mean.hpp"
#include "common/units.hpp"

namespace ianvs {
namespace {

constexpr std::array<std::string_view, 4> resource_names{"cpu", "ram", "gpu", "gpu_memory"};
constexpr std::string_view resource_hint =
    "cpu, ram, gpu, gpu_memory, or names of your own, counted";
constexpr std::int64_t max_amount = 1'000'000 * amount_unit;

/// A number or text as text, for the readers of units.
std::optional<std::string> as_unit_text(const Field& field, std::string_view allowed) {
  const Value& value = field.value();
  if (value.as_int() == nullptr && value.as_float() == nullptr && value.as_string() == nullptr) {
    field.not_allowed(allowed);
    return std::nullopt;
  }
  return python_str(value);
}

/// What `parse` reads; its error otherwise.
template <class T>
std::optional<T> read_unit(const Field& field, Result<T> (*parse)(std::string_view),
                           std::string_view allowed) {
  const auto text = as_unit_text(field, allowed);
  if (!text) {
    return std::nullopt;
  }
  auto amount = parse(*text);
  if (!amount) {
    field.error(amount.error().what, amount.error().hint);
    return std::nullopt;
  }
  return *amount;
}

std::optional<std::int64_t> read_size(const Field& field) {
  constexpr std::string_view allowed = "a size such as 512MB, 4GB or 4GiB";
  if (field.value().as_float() != nullptr) {
    field.not_allowed(allowed);
    return std::nullopt;
  }
  const auto size = read_unit(field, parse_size, allowed);
  if (!size) {
    return std::nullopt;
  }
  const std::string text = python_str(field.value());
  const bool bare = text.find_first_not_of("0123456789") == std::string::npos;
  constexpr std::int64_t mebibyte = 1 << 20;
  if (bare && *size > 0 && *size < mebibyte) {
    field.error("found " + describe(field.value()) + ", which would be bytes",
                "did you mean " + text + "MiB?");
    return std::nullopt;
  }
  return size;
}

std::optional<std::int64_t> read_amount(const Field& field, std::string_view allowed) {
  const auto amount = read_unit(field, parse_amount, allowed);
  if (amount && *amount > max_amount) {
    field.not_allowed(allowed);
    return std::nullopt;
  }
  return amount;
}

std::optional<std::int64_t> read_gpu(const Field& field) {
  constexpr std::string_view allowed =
      "0, a part of one GPU such as 0.5, or a whole number of GPUs";
  const auto amount = read_amount(field, allowed);
  if (amount && *amount > amount_unit && *amount % amount_unit != 0) {
    field.not_allowed(allowed);
    return std::nullopt;
  }
  return amount;
}

bool is_resource_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '/';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), fits);
}

/// A slip in one of our own names; "tpu" and "npu" are no slips, but words for other devices.
std::optional<std::string_view> meant_resource(const std::string& name, const Value& value) {
  if (const auto ours = our_word_for(name)) {
    return ours;
  }
  const auto near = did_you_mean(name, resource_names);
  std::string sorted_name = name;
  std::sort(sorted_name.begin(), sorted_name.end());
  std::string sorted_near(near.value_or(""));
  std::sort(sorted_near.begin(), sorted_near.end());
  const bool letters_swapped = near && sorted_name == sorted_near;
  const bool other_case = near && name.size() == near->size() && name.front() < 'a';
  const bool counts = value.as_int() != nullptr;
  return near && (!counts || letters_swapped || other_case || name.size() > 4) ? near
                                                                               : std::nullopt;
}

void read_counted(const Field& field, const Value& key, const std::string& name, Asked& asked) {
  const auto meant = meant_resource(name, field.value());
  if (meant == "resources") {
    field.error("unknown key", "write cpu, ram and gpu in resources itself");
    return;
  }
  if (meant || key.as_string() == nullptr || !is_resource_name(name)) {
    field.error("unknown key", with_suggestion("allowed: " + std::string(resource_hint), meant));
    return;
  }
  const auto count = field.integer(0, max_count, "a whole number, since it is counted");
  if (count) {
    asked.counted[name] = *count;
  }
}

void read_ram(const Field& field, Asked& asked) {
  const auto* text = field.value().as_string();
  asked.ram_auto = text != nullptr && *text == "auto";
  asked.ram_bytes = *asked.ram_auto ? 0 : read_size(field);
  if (*asked.ram_auto) {
    field.warning("reserves no memory: this version does not predict it yet",
                  "write a size such as \"4GB\"");
  }
}

void read_resources(const Field& block, Asked& asked) {
  const auto* dict = block.dict("a mapping such as {cpu: 1, ram: \"4GB\", gpu: 0}");
  if (dict == nullptr) {
    return;
  }
  for (const auto& [key, value] : *dict) {
    const std::string name = python_str(key);
    const Field field = block.at(name, value);
    if (name == "cpu") {
      asked.cpu = read_amount(field, "a number of cores such as 2, 0.5 or 500m");
    } else if (name == "ram") {
      read_ram(field, asked);
    } else if (name == "gpu") {
      asked.gpu = read_gpu(field);
    } else if (name == "gpu_memory") {
      asked.gpu_memory_bytes = read_size(field);
      field.warning("is ignored: this version does not reserve GPU memory yet",
                    "ask for a share of the GPU, such as gpu: 0.5");
    } else {
      read_counted(field, key, name, asked);
    }
  }
}

void read_timeout(const Field& field, Asked& asked) {
  if (field.value().is_none()) {
    asked.timeout = std::optional<Duration>();
    return;
  }
  const auto timeout =
      read_unit(field, parse_duration, "a duration such as 90s, 15m, 2h30m, or null for none");
  if (timeout && *timeout <= Duration::zero()) {
    field.not_allowed("a duration longer than nothing, or null for none");
  } else if (timeout) {
    asked.timeout = timeout;
  }
}

}  // namespace

void read_request(const Field& block, Asked& asked) {
  if (const auto resources = block.find("resources")) {
    read_resources(*resources, asked);
  }
  if (const auto exclusive = block.find("exclusive")) {
    asked.exclusive = exclusive->flag();
  }
  if (const auto timeout = block.find("timeout")) {
    read_timeout(*timeout, asked);
  }
  if (const auto retries = block.find("retries")) {
    if (const auto count = retries->integer(0, max_count, "a whole number, 0 for none")) {
      asked.retries = static_cast<std::uint32_t>(*count);
    }
  }
  if (const auto priority = block.find("priority")) {
    if (const auto number =
            priority->integer(INT32_MIN, INT32_MAX, "a whole number; higher goes first")) {
      asked.priority = static_cast<std::int32_t>(*number);
    }
  }
}

void read_tags(const Field& block, Asked& asked) {
  const auto tags = block.find("tags");
  if (!tags) {
    return;
  }
  const auto* dict = tags->dict("a mapping such as {site: lab2}");
  for (const auto& [key, value] : dict == nullptr ? Value::Dict() : *dict) {
    const std::string name = python_str(key);
    if (value.as_int() != nullptr) {
      asked.tags[name] = python_str(value);
    } else if (auto text = tags->at(name, value).text("a text")) {
      asked.tags[name] = std::move(*text);
    }
  }
}

void apply(const Asked& asked, Algorithm& algorithm) {
  Resources& resources = algorithm.request.resources;
  resources.cpu = asked.cpu.value_or(0);
  resources.ram_bytes = asked.ram_bytes.value_or(0);
  resources.gpu = asked.gpu.value_or(0);
  for (const auto& [name, count] : asked.counted) {
    // Asking for none of it is asking for nothing: such a name must not shut out agents that lack
    // it.
    if (count > 0) {
      resources.counted[name] = count;
    }
  }
  algorithm.request.exclusive = asked.exclusive.value_or(false);
  algorithm.request.tags = asked.tags;
  algorithm.cpu_asked = asked.cpu.has_value();
  algorithm.ram_auto = asked.ram_auto.value_or(false);
  algorithm.gpu_memory_bytes = asked.gpu_memory_bytes.value_or(0);
  algorithm.timeout = asked.timeout.value_or(std::nullopt);
  algorithm.retries = asked.retries.value_or(0);
  algorithm.priority = asked.priority.value_or(0);
}

}  // namespace ianvs
