#include "coordinator/request_text.hpp"

#include <algorithm>

#include "common/units.hpp"

namespace ianvs::coordinator {
namespace {

void append(std::string& text, const std::string& part) {
  text += (text.empty() ? "" : ", ") + part;
}

std::string tag_text(const std::string& name, const std::string& value) {
  std::string text = "tag ";
  return text.append(name).append("=").append(value);
}

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    append(text, part);
  }
  return text;
}

std::string offer_text(const Offer& offer) {
  std::string text = std::to_string(offer.workers) + (offer.workers == 1 ? " slot" : " slots");
  if (offer.resources != Resources{}) {
    append(text, to_text(offer.resources));
  }
  return text;
}

/// What of the request the offer has too little of, one entry for each thing.
std::vector<std::string> missing(const Request& request, const Offer& offer) {
  std::vector<std::string> parts;
  const Resources& asked = request.resources;
  const Resources& offered = offer.resources;
  if (asked.cpu > offered.cpu) {
    parts.push_back(format_amount(asked.cpu - offered.cpu) + " cpu");
  }
  if (asked.ram_bytes > offered.ram_bytes) {
    parts.push_back(format_size(asked.ram_bytes - offered.ram_bytes) + " ram");
  }
  if (asked.gpu > offered.gpu) {
    parts.push_back(format_amount(asked.gpu - offered.gpu) + " gpu");
  }
  for (const auto& [name, amount] : asked.counted) {
    const auto mine = offered.counted.find(name);
    const std::int64_t there = mine == offered.counted.end() ? 0 : mine->second;
    if (amount > there) {
      parts.push_back(std::to_string(amount - there) + " " + name);
    }
  }
  for (const auto& [name, value] : request.tags) {
    const auto tag = offer.tags.find(name);
    if (tag == offer.tags.end() || tag->second != value) {
      parts.push_back(tag_text(name, value));
    }
  }
  return parts;
}

}  // namespace

std::string request_text(const Request& request) {
  std::string text = to_text(request.resources);
  if (request.exclusive) {
    append(text, "alone on its agent");
  }
  for (const auto& [name, value] : request.tags) {
    append(text, tag_text(name, value));
  }
  return text;
}

std::string nearest_offer_text(const Request& request,
                               const std::vector<std::pair<std::string, const Offer*>>& offers) {
  if (offers.empty()) {
    return "no agent is here";
  }
  const auto nearest =
      std::min_element(offers.begin(), offers.end(), [&request](const auto& a, const auto& b) {
        return missing(request, *a.second).size() < missing(request, *b.second).size();
      });
  return nearest->first + " (" + offer_text(*nearest->second) + ") lacks " +
         join(missing(request, *nearest->second));
}

}  // namespace ianvs::coordinator
