/// Files with keys in them: readable by their owner alone, checked before they are believed.
#pragma once
#include <string>
#include <utility>

#include "common/result.hpp"

namespace ianvs {

inline constexpr std::size_t max_secret_file_bytes = 64 * 1024;

/// Text with keys in it: wiped when it goes.
class SecretText {
 public:
  explicit SecretText(std::string text) : text_(std::move(text)) {}
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  SecretText(SecretText&& other) noexcept : text_(std::exchange(other.text_, {})) {}
  ~SecretText();
  const std::string& get() const { return text_; }

 private:
  std::string text_;
};

/// `not_found`; `refused` as common/permission.hpp says, or because this process may not read it;
/// `invalid` for what is no regular file. Longer files are cut a byte beyond the limit.
Result<SecretText> read_secret_file(const std::string& path);
/// Mode 0600, written beside and renamed; makes its folder (0700) if it isn't there.
Result<void> write_secret_file(const std::string& path, const SecretText& text);

}  // namespace ianvs
