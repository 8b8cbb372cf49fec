/// A request, and the offer that comes nearest to it, in people's words.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "common/resources.hpp"

namespace ianvs::coordinator {

/// "4 cpu, 1 gpu, alone on its agent, tag site=lab2"
std::string request_text(const Request& request);

/// "node7 (8 slots, 8 cpu, 32GB ram) lacks 1 gpu": of the offers, each with its host, the one that
/// lacks the fewest things; "no agent is here" if there is none.
std::string nearest_offer_text(const Request& request,
                               const std::vector<std::pair<std::string, const Offer*>>& offers);

}  // namespace ianvs::coordinator
