#include "common/units.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>

namespace ianvs {
namespace {

constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();

/// A decimal number as it stands in a text: no sign, no exponent.
struct Number {
  std::int64_t whole = 0;
  std::int64_t billionths = 0;  ///< of the fraction; further digits are cut
  bool has_fraction = false;

  bool is_zero() const { return whole == 0 && billionths == 0; }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

void skip_spaces(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
}

std::string_view trimmed(std::string_view text) {
  skip_spaces(text);
  while (!text.empty() && text.back() == ' ') {
    text.remove_suffix(1);
  }
  return text;
}

/// Takes a number from the front of `text`; nullopt if there is none or it doesn't fit 64 bits.
std::optional<Number> take_number(std::string_view& text) {
  Number number;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number.whole, 10);
  if (text.empty() || !is_digit(text.front()) || error != std::errc()) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.empty() || text.front() != '.') {
    return number;
  }
  text.remove_prefix(1);
  if (text.empty() || !is_digit(text.front())) {
    return std::nullopt;
  }
  number.has_fraction = true;
  for (std::int64_t place = 100'000'000; !text.empty() && is_digit(text.front());
       text.remove_prefix(1), place /= 10) {
    number.billionths += (text.front() - '0') * place;
  }
  return number;
}

/// Takes letters from the front of `text`, in lower case.
std::string take_word(std::string_view& text) {
  std::string word;
  while (!text.empty() && lower(text.front()) >= 'a' && lower(text.front()) <= 'z') {
    word += lower(text.front());
    text.remove_prefix(1);
  }
  return word;
}

/// number * unit, rounded down; nullopt if that doesn't fit.
std::optional<std::int64_t> times(const Number& number, std::int64_t unit) {
  if (number.whole > int64_max / unit) {
    return std::nullopt;
  }
  // All factors are below 2^31, so no product leaves 64 bits.
  constexpr std::int64_t billion = 1'000'000'000;
  const std::int64_t fraction =
      number.billionths * (unit / billion) + number.billionths * (unit % billion) / billion;
  const std::int64_t whole = number.whole * unit;
  if (whole > int64_max - fraction) {
    return std::nullopt;
  }
  return whole + fraction;
}

tl::unexpected<Error> wrong(std::string_view text, std::string_view kind, std::string hint) {
  return tl::make_unexpected(Error{ErrorKind::invalid,
                                   "'" + std::string(text) + "' is no " + std::string(kind), "",
                                   std::move(hint)});
}

constexpr std::string_view size_hint = "write 512MB, 4GB (10^9 bytes) or 4GiB (2^30)";
constexpr std::string_view duration_hint =
    "write 90s, 15m, 2h30m, 1-02:00:00 (days-hours:minutes:seconds) or a number of seconds";
constexpr std::string_view amount_hint = "write 2, 0.5 or 500m (thousandths)";

struct Unit {
  std::string_view name;
  std::int64_t value;
};
constexpr std::array<Unit, 15> size_units{{{"", 1},
                                           {"b", 1},
                                           {"kb", 1'000},
                                           {"mb", 1'000'000},
                                           {"gb", 1'000'000'000},
                                           {"tb", 1'000'000'000'000},
                                           {"pb", 1'000'000'000'000'000},
                                           {"ki", 1LL << 10},
                                           {"kib", 1LL << 10},
                                           {"mi", 1LL << 20},
                                           {"mib", 1LL << 20},
                                           {"gi", 1LL << 30},
                                           {"gib", 1LL << 30},
                                           {"ti", 1LL << 40},
                                           {"tib", 1LL << 40}}};
/// From the longest to the shortest: the order in which a duration names them.
constexpr std::array<Unit, 5> duration_units{{{"d", 86'400'000'000'000},
                                              {"h", 3'600'000'000'000},
                                              {"m", 60'000'000'000},
                                              {"s", 1'000'000'000},
                                              {"ms", 1'000'000}}};
constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;

/// "2h30m", "500ms": each unit at most once, longer ones first. Nanoseconds.
std::optional<std::int64_t> worded_duration(std::string_view text) {
  std::int64_t sum = 0;
  std::size_t next_unit = 0;
  while (!text.empty()) {
    const auto number = take_number(text);
    skip_spaces(text);
    const std::string word = take_word(text);
    skip_spaces(text);
    while (next_unit < duration_units.size() && duration_units[next_unit].name != word) {
      ++next_unit;
    }
    if (!number || next_unit == duration_units.size()) {
      return std::nullopt;
    }
    const auto part = times(*number, duration_units[next_unit++].value);
    if (!part || *part > int64_max - sum) {
      return std::nullopt;
    }
    sum += *part;
  }
  return sum;
}

/// Slurm's "minutes:seconds", "hours:minutes:seconds", "days-hours[:minutes[:seconds]]".
/// Nanoseconds.
std::optional<std::int64_t> clock_duration(std::string_view text) {
  std::array<std::int64_t, 4> parts{};
  std::size_t count = 0;
  bool has_days = false;
  while (true) {
    const auto number = take_number(text);
    if (!number || number->has_fraction || count == parts.size()) {
      return std::nullopt;
    }
    parts[count++] = number->whole;
    if (text.empty()) {
      break;
    }
    const char separator = text.front();
    text.remove_prefix(1);
    if (separator == '-' && count == 1) {
      has_days = true;
    } else if (separator != ':') {
      return std::nullopt;
    }
  }
  // Where each part stands, from days to seconds: days lead, without them seconds come last.
  const std::size_t first = has_days ? 0 : 4 - count;
  if (!has_days && count == 4) {
    return std::nullopt;
  }
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto part = times(Number{parts[i], 0, false}, duration_units[first + i].value);
    if (!part || *part > int64_max - sum) {
      return std::nullopt;
    }
    sum += *part;
  }
  return sum;
}

/// `amount` in units of `unit`, with at most `decimals` digits after the point and no zeros at its
/// end.
std::string decimal(std::int64_t amount, std::int64_t unit, int decimals) {
  std::string text = std::to_string(amount / unit);
  std::int64_t rest = amount % unit;
  std::string fraction;
  for (int i = 0; i < decimals && rest != 0; ++i) {
    unit /= 10;
    fraction += static_cast<char>('0' + rest / unit);
    rest %= unit;
  }
  while (!fraction.empty() && fraction.back() == '0') {
    fraction.pop_back();
  }
  return fraction.empty() ? text : text + "." + fraction;
}

std::string pair_of(std::int64_t first, const char* first_unit, std::int64_t second,
                    const char* second_unit) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%lld%s %02lld%s", static_cast<long long>(first),
                first_unit, static_cast<long long>(second), second_unit);
  return buffer.data();
}

}  // namespace

Result<std::int64_t> parse_size(std::string_view text) {
  std::string_view rest = trimmed(text);
  const auto number = take_number(rest);
  skip_spaces(rest);
  const std::string_view unit_as_written = rest;
  const std::string word = take_word(rest);
  if (!number || !rest.empty()) {
    return wrong(text, "size", std::string(size_hint));
  }
  if (word.size() == 1 && word != "b") {
    const std::string letter(unit_as_written);
    const std::string amount(trimmed(trimmed(text).substr(0, trimmed(text).size() - 1)));
    return tl::make_unexpected(Error{ErrorKind::invalid,
                                     "'" + std::string(text) + "' has a unit that is not clear", "",
                                     amount + letter + "B or " + amount + letter + "iB?"});
  }
  for (const Unit& unit : size_units) {
    if (unit.name == word) {
      const auto bytes = times(*number, unit.value);
      return bytes ? Result<std::int64_t>(*bytes)
                   : wrong(text, "size that this program can count", std::string(size_hint));
    }
  }
  return wrong(text, "size", std::string(size_hint));
}

Result<Duration> parse_duration(std::string_view text) {
  const std::string_view whole = trimmed(text);
  std::string_view rest = whole;
  std::optional<std::int64_t> nanoseconds;
  const auto number = take_number(rest);
  if (number && rest.empty()) {
    nanoseconds = times(*number, nanoseconds_per_second);
  } else if (number && (rest.front() == ':' || rest.front() == '-')) {
    nanoseconds = clock_duration(whole);
  } else if (number) {
    nanoseconds = worded_duration(whole);
  }
  if (!nanoseconds) {
    return wrong(text, "duration", std::string(duration_hint));
  }
  return std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(*nanoseconds));
}

Result<std::int64_t> parse_amount(std::string_view text) {
  std::string_view rest = trimmed(text);
  const auto number = take_number(rest);
  const bool is_milli = rest == "m";
  if (!number || !(rest.empty() || is_milli)) {
    return wrong(text, "amount", std::string(amount_hint));
  }
  // Rounded down, so that three requests of 0.33333 fit on one GPU and six of 0.16667 do too.
  const auto amount = times(*number, is_milli ? 10 : 10'000);
  if (!amount || (*amount == 0 && !number->is_zero())) {
    return wrong(text, "amount that this program can count", std::string(amount_hint));
  }
  return *amount;
}

std::string format_size(std::int64_t bytes) {
  if (bytes < 0) {
    return "-" + (bytes == std::numeric_limits<std::int64_t>::min() ? format_size(int64_max)
                                                                    : format_size(-bytes));
  }
  constexpr std::array<const char*, 7> names{"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  std::int64_t unit = 1;
  for (std::size_t i = 0;; ++i, unit *= 1000) {
    const bool is_last = i + 1 == names.size();
    const std::int64_t whole = bytes / unit;
    if (!is_last && whole >= 1000) {
      continue;
    }
    const std::int64_t digit = whole >= 100 ? unit : whole >= 10 ? unit / 10 : unit / 100;
    if (digit == 0) {
      return std::to_string(bytes) + names[i];
    }
    const std::int64_t rest = bytes % digit;
    const std::int64_t rounded = bytes - rest + (rest >= digit - rest ? digit : 0);
    if (!is_last && rounded >= 1000 * unit) {
      continue;
    }
    return decimal(rounded, unit, 2) + names[i];
  }
}

std::string format_duration(Duration duration) {
  const double all_seconds = to_seconds(duration < Duration::zero() ? Duration::zero() : duration);
  if (all_seconds < 9.95) {
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.1fs", all_seconds);
    return buffer.data();
  }
  const std::int64_t whole = std::llround(all_seconds);
  if (whole < 60) {
    return std::to_string(whole) + "s";
  }
  if (whole < 3600) {
    return pair_of(whole / 60, "m", whole % 60, "s");
  }
  const std::int64_t minutes = whole / 60;
  if (minutes < 24 * 60) {
    return pair_of(minutes / 60, "h", minutes % 60, "m");
  }
  return pair_of(minutes / (24 * 60), "d", minutes / 60 % 24, "h");
}

std::string format_amount(std::int64_t amount) {
  return (amount < 0 ? "-" : "") + decimal(amount < 0 ? -amount : amount, 10'000, 4);
}

}  // namespace ianvs
