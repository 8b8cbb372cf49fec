#include "coordinator/result_check.hpp"

#include <utility>

#include "common/value.hpp"

namespace ianvs::coordinator {

AttemptResult checked(AttemptResult result) {
  if (result.outcome != Outcome::succeeded) {
    return result;
  }
  const auto metrics = parse_json(result.metrics_json);
  if (metrics && metrics->as_dict() != nullptr) {
    return result;
  }
  result.outcome = Outcome::failed;
  result.message = "its agent tells of a success without a JSON object of metrics";
  result.metrics_json.clear();
  return result;
}

}  // namespace ianvs::coordinator
