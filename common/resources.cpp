#include "common/resources.hpp"

#include "common/assert.hpp"
#include "common/units.hpp"

namespace ianvs {

bool Resources::fits_in(const Resources& offer) const {
  if (cpu > offer.cpu || ram_bytes > offer.ram_bytes || gpu > offer.gpu) {
    return false;
  }
  for (const auto& [name, amount] : counted) {
    const auto offered = offer.counted.find(name);
    if (amount > (offered == offer.counted.end() ? 0 : offered->second)) {
      return false;
    }
  }
  return true;
}

Resources& Resources::operator+=(const Resources& other) {
  cpu += other.cpu;
  ram_bytes += other.ram_bytes;
  gpu += other.gpu;
  for (const auto& [name, amount] : other.counted) {
    // Names with nothing left are kept out, so that equal amounts compare equal.
    if (amount != 0) {
      counted[name] += amount;
    }
  }
  return *this;
}

Resources& Resources::operator-=(const Resources& other) {
  IANVS_ASSERT(other.fits_in(*this));
  cpu -= other.cpu;
  ram_bytes -= other.ram_bytes;
  gpu -= other.gpu;
  for (const auto& [name, amount] : other.counted) {
    if (amount == 0) {
      continue;
    }
    const auto mine = counted.find(name);
    mine->second -= amount;
    if (mine->second == 0) {
      counted.erase(mine);
    }
  }
  return *this;
}

std::string to_text(const Resources& resources) {
  std::string text;
  const auto add = [&text](const std::string& amount, std::string_view name) {
    if (!text.empty()) {
      text += ", ";
    }
    text += amount;
    text += ' ';
    text += name;
  };
  if (resources.cpu != 0) {
    add(format_amount(resources.cpu), "cpu");
  }
  if (resources.ram_bytes != 0) {
    add(format_size(resources.ram_bytes), "ram");
  }
  if (resources.gpu != 0) {
    add(format_amount(resources.gpu), "gpu");
  }
  for (const auto& [name, amount] : resources.counted) {
    if (amount != 0) {
      add(std::to_string(amount), name);
    }
  }
  return text.empty() ? "1 slot" : text;
}

}  // namespace ianvs
