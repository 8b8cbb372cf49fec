/// What a comparison of two leaderboards tells: for people, and as JSON.
#pragma once
#include <string>

#include "coordinator/comparison.hpp"

namespace ianvs::coordinator {

/// The two that were compared, as their paths.
struct ComparedPaths {
  std::string a, b;
};

/// One line for each row and each metric that differs, and a last one that counts.
std::string comparison_text(const Comparison& comparison, const ComparedPaths& paths);

/// One object on one line:
///   {"equal", "a": {"path", "rows"}, "b": {"path", "rows"}, "metrics": [names of both],
///    "equal_rows", "metrics_only_in_a": [names], "metrics_only_in_b": [names],
///    "differences": [{"row": {column: text}, "metrics": [{"name", "a", "b", "absolute",
///                                                         "relative"}]}],
///    "only_in_a": [{column: text}], "only_in_b": [{column: text}]}
/// `a` and `b` of a metric are texts. `absolute` is b - a, `relative` that as a part of |a|; null
/// where there is no such number.
std::string comparison_json(const Comparison& comparison, const ComparedPaths& paths);

}  // namespace ianvs::coordinator
