/// Walks over a text from left to right, for small hand-written patterns.
#pragma once
#include <string_view>

namespace ianvs {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  /// Takes one character if it is among `characters`.
  bool take(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }
  /// Takes as many characters among `characters` as there are, at most `most`.
  std::string_view take_all(std::string_view characters,
                            std::size_t most = std::string_view::npos) {
    const std::size_t end = rest_.find_first_not_of(characters);
    const std::string_view taken = rest_.substr(0, end).substr(0, most);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  /// Takes `word` whole.
  bool take_word(std::string_view word) {
    if (!rest_.starts_with(word)) {
      return false;
    }
    rest_.remove_prefix(word.size());
    return true;
  }

 private:
  std::string_view rest_;
};

}  // namespace ianvs
