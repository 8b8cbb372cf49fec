#include "common/yaml_timestamp.hpp"

#include <array>
#include <cstdio>
#include <optional>
#include <string>

#include "common/text_cursor.hpp"

namespace ianvs {
namespace {

constexpr std::string_view digits = "0123456789";

struct Moment {
  int year = 0, month = 0, day = 0;
  bool two_digit_date = false;  ///< the form that a date without a time must have in plain text
  bool has_time = false;
  int hour = 0, minute = 0, second = 0, microsecond = 0;
  bool has_offset = false;
  int offset_minutes = 0;
};

/// Takes `least` to `most` digits.
std::optional<int> take_number(TextCursor& cursor, std::size_t least, std::size_t most) {
  const std::string_view text = cursor.take_all(digits, most);
  if (text.size() < least) {
    return std::nullopt;
  }
  int number = 0;
  for (const char c : text) {
    number = number * 10 + (c - '0');
  }
  return number;
}

/// A part after `separator`, which must be there.
bool take_part(TextCursor& cursor, std::string_view separator, std::size_t least, int& part) {
  if (!cursor.take(separator)) {
    return false;
  }
  const auto number = take_number(cursor, least, 2);
  part = number.value_or(0);
  return number.has_value();
}

int microseconds(std::string_view fraction) {
  int value = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    value = value * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  }
  return value;
}

bool take_offset(TextCursor& cursor, Moment& moment) {
  cursor.take_all(" \t");
  moment.has_offset = true;
  if (cursor.take("Z")) {
    return true;
  }
  const bool negative = cursor.rest().starts_with('-');
  int hours = 0;
  int minutes = 0;
  if (!take_part(cursor, "+-", 1, hours)) {
    return false;
  }
  if (!cursor.at_end() && !take_part(cursor, ":", 2, minutes)) {
    return false;
  }
  moment.offset_minutes = (negative ? -1 : 1) * (hours * 60 + minutes);
  return true;
}

bool take_time(TextCursor& cursor, Moment& moment) {
  if (!cursor.take("Tt") && cursor.take_all(" \t").empty()) {
    return false;
  }
  const auto hour = take_number(cursor, 1, 2);
  if (!hour || !take_part(cursor, ":", 2, moment.minute) ||
      !take_part(cursor, ":", 2, moment.second)) {
    return false;
  }
  moment.has_time = true;
  moment.hour = *hour;
  if (cursor.take(".")) {
    moment.microsecond = microseconds(cursor.take_all(digits));
  }
  return cursor.at_end() || take_offset(cursor, moment);
}

std::optional<Moment> parse(std::string_view text) {
  TextCursor cursor(text);
  Moment moment;
  const auto year = take_number(cursor, 4, 4);
  const std::size_t before = cursor.rest().size();
  if (!year || !take_part(cursor, "-", 1, moment.month) || !take_part(cursor, "-", 1, moment.day)) {
    return std::nullopt;
  }
  moment.year = *year;
  moment.two_digit_date = before - cursor.rest().size() == 6;
  if (!cursor.at_end() && (!take_time(cursor, moment) || !cursor.at_end())) {
    return std::nullopt;
  }
  return moment;
}

bool exists(const Moment& m) {
  constexpr std::array<int, 12> month_days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (m.year < 1 || m.month < 1 || m.month > 12) {
    return false;
  }
  const bool leap = m.month == 2 && m.year % 4 == 0 && (m.year % 100 != 0 || m.year % 400 == 0);
  const int last_day = month_days[static_cast<std::size_t>(m.month - 1)] + (leap ? 1 : 0);
  constexpr int minutes_per_day = 24 * 60;
  return m.day >= 1 && m.day <= last_day && m.hour < 24 && m.minute < 60 && m.second < 60 &&
         m.offset_minutes > -minutes_per_day && m.offset_minutes < minutes_per_day;
}

template <class... Numbers>
std::string print(const char* format, Numbers... numbers) {
  std::array<char, 96> buffer;
  const int size = std::snprintf(buffer.data(), buffer.size(), format, numbers...);
  return {buffer.data(), static_cast<std::size_t>(size)};
}

std::string datetime_str(const Moment& m) {
  std::string text =
      print("%04d-%02d-%02d %02d:%02d:%02d", m.year, m.month, m.day, m.hour, m.minute, m.second);
  if (m.microsecond != 0) {
    text += print(".%06d", m.microsecond);
  }
  if (m.has_offset) {
    const int size = m.offset_minutes < 0 ? -m.offset_minutes : m.offset_minutes;
    text += print("%c%02d:%02d", m.offset_minutes < 0 ? '-' : '+', size / 60, size % 60);
  }
  return text;
}

std::string timezone_repr(int offset_minutes) {
  if (offset_minutes == 0) {
    return "datetime.timezone.utc";
  }
  // Python's timedelta has its sign in the days alone.
  if (offset_minutes < 0) {
    return print("datetime.timezone(datetime.timedelta(days=-1, seconds=%d))",
                 86'400 + offset_minutes * 60);
  }
  return print("datetime.timezone(datetime.timedelta(seconds=%d))", offset_minutes * 60);
}

std::string datetime_repr(const Moment& m) {
  std::string text =
      print("datetime.datetime(%d, %d, %d, %d, %d", m.year, m.month, m.day, m.hour, m.minute);
  if (m.second != 0 || m.microsecond != 0) {
    text += print(", %d", m.second);
  }
  if (m.microsecond != 0) {
    text += print(", %d", m.microsecond);
  }
  if (m.has_offset) {
    text += ", tzinfo=" + timezone_repr(m.offset_minutes);
  }
  return text + ")";
}

}  // namespace

bool looks_like_yaml_timestamp(std::string_view text) {
  if (text.size() < 8 || !is_digit(text.front())) {
    return false;
  }
  const auto moment = parse(text);
  return moment && (moment->has_time || moment->two_digit_date);
}

Result<Value> yaml_timestamp(std::string_view text) {
  const auto moment = parse(text);
  if (!moment) {
    return tl::make_unexpected(Error{ErrorKind::invalid,
                                     "'" + std::string(text) + "' is no date or time", "",
                                     "write 2026-11-24 or 2026-11-24T21:59:43Z"});
  }
  if (!exists(*moment)) {
    return tl::make_unexpected(Error{ErrorKind::invalid,
                                     "the date or time '" + std::string(text) + "' doesn't exist",
                                     "", "put it in quotes if it is meant as text"});
  }
  if (moment->has_time) {
    return Value(Value::Timestamp{datetime_str(*moment), datetime_repr(*moment), true});
  }
  return Value(Value::Timestamp{
      print("%04d-%02d-%02d", moment->year, moment->month, moment->day),
      print("datetime.date(%d, %d, %d)", moment->year, moment->month, moment->day), false});
}

}  // namespace ianvs
