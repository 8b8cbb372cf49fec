#include "agent/offer.hpp"

#include <algorithm>
#include <set>
#include <sstream>

namespace ianvs::agent {
namespace {

tl::unexpected<Error> wrong(std::string what) {
  return tl::unexpected(Error{ErrorKind::invalid, std::move(what), "", ""});
}

std::uint32_t default_workers(std::int64_t cpu) {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(1, cpu / amount_unit - 1));
}

}  // namespace

std::vector<std::string> parse_gpu_list(const std::string& text) {
  std::vector<std::string> gpus;
  std::istringstream entries(text);
  for (std::string entry; std::getline(entries, entry, ',');) {
    entry.erase(0, entry.find_first_not_of(' '));
    entry.erase(entry.find_last_not_of(' ') + 1);
    // CUDA, too, stops here: "-1", and "NoDevFiles" of older Slurms.
    if (entry.empty() || entry.front() == '-' || entry == "NoDevFiles") {
      break;
    }
    gpus.push_back(entry);
  }
  return gpus;
}

Result<Offer> make_offer(const OfferRequest& request, const Node& node) {
  Offer offer;
  offer.workers = request.workers.value_or(default_workers(node.cpu));
  offer.resources.cpu = node.cpu;
  offer.resources.ram_bytes = request.ram_bytes.value_or(node.ram_bytes);
  offer.gpus = request.gpus.value_or(node.gpus);
  offer.resources.gpu = static_cast<std::int64_t>(offer.gpus.size()) * amount_unit;
  offer.resources.counted = request.counted;
  offer.tags = request.tags;
  if (offer.workers == 0) {
    return wrong("no worker is offered");
  }
  if (offer.resources.ram_bytes <= 0) {
    return wrong("no RAM is offered");
  }
  const std::set<std::string> distinct(offer.gpus.begin(), offer.gpus.end());
  if (distinct.size() != offer.gpus.size()) {
    return wrong("a GPU is offered twice");
  }
  return offer;
}

}  // namespace ianvs::agent
