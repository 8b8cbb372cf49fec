#include "agent/offer.hpp"

#include <algorithm>
#include <set>

namespace ianvs::agent {
namespace {

tl::unexpected<Error> wrong(std::string what) {
  return tl::unexpected(Error{ErrorKind::invalid, std::move(what), "", ""});
}

std::uint32_t default_workers(std::int64_t cpu) {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(1, cpu / amount_unit - 1));
}

}  // namespace

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
