/// MessagePack with limits: values are written one after the other, and read from a list of tokens.
/// The only file that knows msgpack-cxx; what the values mean is the codecs' business.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace ianvs {

/// What a frame may be at most; anything beyond is `invalid` before memory is taken for it.
struct WireLimits {
  static constexpr std::size_t depth = 16;
  static constexpr std::size_t array_items = 10'000;  ///< of one array or map
  static constexpr std::size_t text_bytes = 1 << 20;
  static constexpr std::size_t values = 200'000;  ///< of a whole frame
  static constexpr std::int64_t amount = std::int64_t{1}
                                         << 53;  ///< exact in every language's numbers
};

/// Appends values in MessagePack. Cannot fail.
class WireWriter {
 public:
  /// `size` values follow that belong to it.
  void array(std::size_t size);
  /// `size` pairs of key and value follow.
  void map(std::size_t size);
  void nothing();
  void flag(bool value);
  void number(std::uint64_t value);
  void integer(std::int64_t value);
  void real(double value);
  /// For names and sentences of our own: MessagePack `str`.
  void text(std::string_view value);
  /// For what may be no UTF-8 (paths, what users' programs print): MessagePack `bin`.
  void bytes(std::string_view value);

  std::string take() { return std::move(buffer_); }

 private:
  std::string buffer_;
};

/// Walks over a parsed frame from the front. The first thing that is not as asked for makes it
/// fail; from then on every read gives a zero, so that callers check once, at the end.
class WireReader {
 public:
  /// `frame` must outlive the reader: texts are views into it. Fails (see `error`) unless it is
  /// exactly one value.
  explicit WireReader(std::string_view frame);

  /// Steps into an array and gives the number of its values; `leave` skips those that were not
  /// read.
  std::size_t enter_array();
  /// Steps into a map and gives the number of its pairs.
  std::size_t enter_map();
  void leave();
  /// Whether the array or map that was entered last has values that were not read: those that a
  /// later release added are absent in what an earlier one wrote.
  bool has_more() const;

  /// True if the next value is nil, which is stepped over then.
  bool skip_nothing();
  bool flag();
  std::uint64_t number(std::uint64_t max = UINT64_MAX);
  std::int64_t integer(std::int64_t min, std::int64_t max);
  /// Finite. A whole number may come as an integer: msgpack-cxx writes it so.
  double real();
  /// `str` and `bin` alike.
  std::string_view text();

  /// Makes the reader fail for a reason of the caller's.
  void refuse(std::string_view why);
  bool ok() const { return error_.empty(); }
  /// One sentence; empty as long as all went well.
  const std::string& error() const { return error_; }

 private:
  enum class Kind : std::uint8_t { nothing, flag, number, negative, real, text, array, map };
  struct Token {
    Kind kind = Kind::nothing;
    std::uint32_t size = 0;  ///< text: bytes; array: values; map: pairs
    std::uint32_t end = 0;   ///< array, map: index of the first token behind it
    std::uint64_t bits = 0;  ///< of a flag, number, negative number or float
    const char* text = nullptr;
  };
  struct Visitor;

  const Token* next(Kind kind, std::string_view asked);
  std::size_t enter(Kind kind, std::string_view asked);

  std::vector<Token> tokens_;
  std::vector<std::uint32_t>
      ends_;  ///< of the arrays and maps that were entered; the whole frame's first
  std::uint32_t at_ = 0;
  std::string error_;
};

}  // namespace ianvs
