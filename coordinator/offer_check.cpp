#include "coordinator/offer_check.hpp"

#include <algorithm>
#include <set>

namespace ianvs::coordinator {
namespace {

// Far beyond any machine, and small enough that sums over all attempts of an agent fit 64 bits.
constexpr std::uint32_t most_workers = 4096;
constexpr std::int64_t most_cpu = 1'000'000 * amount_unit;
constexpr std::int64_t most_ram_bytes = std::int64_t{1} << 50;
constexpr std::int64_t most_pieces = 1'000'000'000;
constexpr std::size_t most_gpus = 1024;
constexpr std::size_t most_names = 256;
constexpr std::size_t longest_text = 256;

bool is_within(std::int64_t amount, std::int64_t most) { return amount >= 0 && amount <= most; }

bool is_short(const std::string& text) { return text.size() <= longest_text; }

bool are_gpus_sane(const Offer& offer) {
  const std::set<std::string> distinct(offer.gpus.begin(), offer.gpus.end());
  return offer.gpus.size() <= most_gpus && distinct.size() == offer.gpus.size() &&
         std::all_of(offer.gpus.begin(), offer.gpus.end(), is_short) &&
         offer.resources.gpu == amount_unit * static_cast<std::int64_t>(offer.gpus.size());
}

bool are_counted_sane(const Resources& resources) {
  return resources.counted.size() <= most_names &&
         std::all_of(resources.counted.begin(), resources.counted.end(), [](const auto& entry) {
           return is_short(entry.first) && is_within(entry.second, most_pieces);
         });
}

bool are_tags_sane(const Offer& offer) {
  return offer.tags.size() <= most_names &&
         std::all_of(offer.tags.begin(), offer.tags.end(), [](const auto& entry) {
           return is_short(entry.first) && is_short(entry.second);
         });
}

}  // namespace

std::optional<std::string> refuse_reason(const Hello& hello) {
  const Offer& offer = hello.offer;
  if (offer.workers < 1 || offer.workers > most_workers) {
    return "it offers " + std::to_string(offer.workers) + " workers; 1 to " +
           std::to_string(most_workers) + " are possible";
  }
  if (!is_within(offer.resources.cpu, most_cpu)) {
    return "the cores that it offers can't be";
  }
  if (!is_within(offer.resources.ram_bytes, most_ram_bytes)) {
    return "the RAM that it offers can't be";
  }
  if (!are_gpus_sane(offer)) {
    return "its GPUs can't be: there are too many, some have one name, or their number is another";
  }
  if (!are_counted_sane(offer.resources)) {
    return "one of the resources that it counts has an amount or a name that can't be";
  }
  if (!are_tags_sane(offer)) {
    return "it has too many tags, or one that is too long";
  }
  if (!is_short(hello.host) || !is_short(hello.program_version)) {
    return "the name of its host or its version is too long";
  }
  return std::nullopt;
}

}  // namespace ianvs::coordinator
