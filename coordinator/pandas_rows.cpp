#include "coordinator/pandas_rows.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "common/assert.hpp"

namespace ianvs::coordinator {
namespace {

bool fits_float32(const Value& value) {
  const double* number = value.as_float();
  return number != nullptr && static_cast<double>(static_cast<float>(*number)) == *number;
}

}  // namespace

bool PandasRows::is_missing(const Value& value) {
  return value.is_none() || (value.as_float() != nullptr && std::isnan(*value.as_float()));
}

PandasRows::Type PandasRows::type_of(const Value& value) {
  if (value.as_bool() != nullptr) return Type::boolean;
  if (value.as_int() != nullptr) return Type::int64;
  if (value.as_float() != nullptr) return Type::float64;
  if (const auto* big = std::get_if<Value::BigInt>(&value.data)) {
    std::uint64_t fits = 0;
    const char* end = big->digits.data() + big->digits.size();
    const auto read = std::from_chars(big->digits.data(), end, fits);
    if (read.ec == std::errc() && read.ptr == end) return Type::uint64;
  }
  return Type::object;
}

/// As numpy promotes when it joins arrays.
PandasRows::Type PandasRows::promote(Type a, Type b) {
  const auto [low, high] = std::minmax(a, b);
  const bool low_is_int = low == Type::int64 || low == Type::uint64;
  if (low_is_int && low != high && high <= Type::float32) return Type::float64;
  return high;
}

/// As pandas' find_common_type: like numpy, but a bool never becomes a number.
PandasRows::Type PandasRows::common_type(Type a, Type b) {
  const bool one_is_bool = (a == Type::boolean) != (b == Type::boolean);
  return one_is_bool ? Type::object : promote(a, b);
}

PandasRows::Type PandasRows::joined_type(const Column& column, const Incoming& cell) {
  const bool same_kind = (column.type == Type::object) == (cell.type == Type::object);
  const bool takes_in = column.type == cell.type || !can_be_missing(cell.type);
  if (same_kind && takes_in && !column.all_missing && !cell.missing && !cell.apart) {
    return promote(column.type, cell.type);
  }
  // A side without any value has no say in the type, unless both are so.
  Type expected = common_type(column.type, cell.type);
  if (column.all_missing && !cell.missing) expected = cell.type;
  if (cell.missing && !column.all_missing) expected = column.type;
  const auto seen_as = [expected](Type type, bool missing) {
    if (!can_be_missing(expected)) return type;
    if (missing) return expected;
    return type == Type::boolean ? Type::object : type;
  };
  return promote(seen_as(column.type, column.all_missing), seen_as(cell.type, cell.missing));
}

void PandasRows::convert(Value& value, Type type) {
  const bool* boolean = value.as_bool();
  if (type == Type::int64 || type == Type::uint64) {
    if (boolean != nullptr) value = Value(std::int64_t{*boolean});
    return;
  }
  if (type != Type::float32 && type != Type::float64) return;
  if (boolean != nullptr) {
    value = Value(*boolean ? 1.0 : 0.0);
  } else if (const auto* whole = value.as_int()) {
    value = Value(static_cast<double>(*whole));
  } else if (const auto* big = std::get_if<Value::BigInt>(&value.data)) {
    double number = 0;
    std::from_chars(big->digits.data(), big->digits.data() + big->digits.size(), number);
    value = Value(number);
  } else if (value.is_none()) {
    value = Value(std::numeric_limits<double>::quiet_NaN());
  }
}

/// pandas keeps a row whose cells are of several types as one block for each type, and then asks of
/// the whole block, not of the cell, whether it is missing, unless the block is one run of columns.
void PandasRows::look_around(std::vector<Incoming>& row, bool lacks_other_cells) {
  const auto is_object = [](const Incoming& cell) { return cell.type == Type::object; };
  if (!lacks_other_cells && std::all_of(row.begin(), row.end(), is_object)) return;
  for (Incoming& cell : row) {
    const auto alike = [&](const Incoming& other) { return other.type == cell.type; };
    const auto first = std::find_if(row.begin(), row.end(), alike);
    const auto last = std::find_if(row.rbegin(), row.rend(), alike).base();
    // Texts stand before and behind the metrics, cells without a value behind them.
    cell.apart = is_object(cell) || (cell.type == Type::float64 && lacks_other_cells) ||
                 !std::all_of(first, last, alike);
  }
  const bool only_nan = std::all_of(row.begin(), row.end(), [](const Incoming& cell) {
    return cell.type != Type::float64 || is_missing(cell.value);
  });
  for (Incoming& cell : row) {
    if (cell.apart) cell.missing = cell.type == Type::float64 && only_nan;
  }
}

void PandasRows::join(Column& column, Incoming cell) {
  const bool cell_has_value = !is_missing(cell.value);
  const Type type = column.cells.empty() ? cell.type : joined_type(column, cell);
  if (type != column.type) {
    for (Cell& held : column.cells) convert(held.value, type);
  }
  convert(cell.value, type);
  column.type = type;
  column.all_missing = column.all_missing && !cell_has_value;
  column.cells.push_back({std::move(cell.value), std::move(cell.narrow)});
}

PandasRows::Incoming PandasRows::incoming(const MetricCell& metric) {
  Incoming cell;
  const bool is_narrow =
      metric.text != nullptr && metric.value != nullptr && fits_float32(*metric.value);
  if (metric.text != nullptr && !is_narrow) {
    cell.value = Value(*metric.text);
  } else if (metric.value != nullptr) {
    cell.value = *metric.value;
  } else {
    cell.value = Value(std::numeric_limits<double>::quiet_NaN());
  }
  if (is_narrow) cell.narrow = *metric.text;
  cell.type = is_narrow ? Type::float32 : type_of(cell.value);
  cell.missing = is_missing(cell.value);
  return cell;
}

void PandasRows::append(std::span<const MetricCell> metrics, bool lacks_other_cells) {
  IANVS_ASSERT(metrics.size() == columns_.size());
  std::vector<Incoming> row;
  row.reserve(metrics.size());
  for (const MetricCell& metric : metrics) row.push_back(incoming(metric));
  look_around(row, lacks_other_cells);
  for (std::size_t i = 0; i < row.size(); ++i) join(columns_[i], std::move(row[i]));
  ++size_;
}

std::string PandasRows::text(std::size_t row, std::size_t metric) const {
  const Column& column = columns_[metric];
  const Cell& cell = column.cells[row];
  if (is_missing(cell.value)) return {};
  const bool is_narrow = column.type == Type::float32 && !cell.narrow.empty();
  return is_narrow ? cell.narrow : python_str(cell.value);
}

}  // namespace ianvs::coordinator
