#include "common/outcome.hpp"

#include "common/assert.hpp"

namespace ianvs {

std::string_view to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::succeeded:
      return "succeeded";
    case Outcome::failed:
      return "failed";
    case Outcome::crashed:
      return "crashed";
    case Outcome::timed_out:
      return "timed_out";
    case Outcome::out_of_memory:
      return "out_of_memory";
    case Outcome::cancelled:
      return "cancelled";
    case Outcome::lost:
      return "lost";
    case Outcome::stale:
      return "stale";
  }
  IANVS_ASSERT(outcome <= Outcome::stale);  // decoders let no other value in
  return {};
}

}  // namespace ianvs
