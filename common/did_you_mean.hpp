/// Guesses which of our words a user meant.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ianvs {

/// The candidate nearest to `word` if it is near enough to be a slip of the fingers, or the one
/// that means in a job file what `word` means to a batch system or another runner ("cpus", "mem",
/// "max_retries"). nullopt if none is.
std::optional<std::string_view> did_you_mean(std::string_view word,
                                             std::span<const std::string_view> candidates);
/// Our word for a foreign one ("memory" is ram, which stands in resources); nullopt if it is none.
std::optional<std::string_view> our_word_for(std::string_view foreign);

/// ` did you mean "ram"?`-like end of a hint: `allowed; did you mean "x"?`, or `allowed` alone.
std::string with_suggestion(std::string allowed, std::optional<std::string_view> suggestion);

}  // namespace ianvs
