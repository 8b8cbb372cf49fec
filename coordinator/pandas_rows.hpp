/// Replays how pandas 1.5 holds metrics while Ianvs adds one row after the other to its frame: a
/// column's type moves with what comes in, and with it the text of the cells that are there.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/value.hpp"

namespace ianvs::coordinator {

/// What a row has of one metric.
struct MetricCell {
  // NOLINTNEXTLINE(google-explicit-constructor)
  MetricCell(const Value* of, const std::string* as = nullptr) : value(of), text(as) {}

  const Value* value;       ///< nullptr: no such metric
  const std::string* text;  ///< what Python's str() gives where `value` is but the nearest to it
};

/// One frame of metric columns. The rules are those of pandas' `concat` of the frame with a frame
/// of one row (pandas/core/internals/concat.py), for which it matters whether the row's values of
/// one type stand side by side. Rows must come in the order of the test cases.
class PandasRows {
 public:
  explicit PandasRows(std::size_t metrics) : columns_(metrics) {}

  /// `metrics` has one entry for each column. A float with a text is one of numpy's narrow floats
  /// if it fits one, else what has a text is an object of any class.
  /// `lacks_other_cells`: one of the row's columns behind the metrics has no value (pandas holds a
  /// float NaN there).
  void append(std::span<const MetricCell> metrics, bool lacks_other_cells);

  std::size_t size() const { return size_; }
  /// What pandas writes into the CSV file, before quoting; empty for NaN, None and missing.
  std::string text(std::size_t row, std::size_t metric) const;

 private:
  enum class Type : std::uint8_t { boolean, int64, uint64, float32, float64, object };
  struct Cell {
    Value value;
    std::string narrow;  ///< text of a narrow float as long as its column is one of them
  };
  struct Column {
    Type type = Type::object;
    bool all_missing = true;
    std::vector<Cell> cells;
  };
  /// A row's cell as one of the two sides that pandas joins.
  struct Incoming {
    Value value;
    std::string narrow;
    Type type = Type::object;
    bool missing = false;
    bool apart = false;  ///< other values of its type in this row don't stand beside it
  };

  static Type type_of(const Value& value);
  static bool is_missing(const Value& value);
  static bool can_be_missing(Type type) { return type >= Type::float32; }
  static Incoming incoming(const MetricCell& metric);
  static Type promote(Type a, Type b);
  static Type common_type(Type a, Type b);
  static Type joined_type(const Column& column, const Incoming& cell);
  static void convert(Value& value, Type type);
  static void look_around(std::vector<Incoming>& row, bool lacks_other_cells);
  static void join(Column& column, Incoming cell);

  std::vector<Column> columns_;
  std::size_t size_ = 0;
};

}  // namespace ianvs::coordinator
