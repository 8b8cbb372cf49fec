#include "common/result.hpp"

namespace ianvs {

std::string to_text(const Error& error) {
  std::string text = error.where.empty() ? error.what : error.where + ": " + error.what;
  if (!error.hint.empty()) {
    text += "\n  " + error.hint;
  }
  return text;
}

std::string to_text(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file;
  if (diagnostic.line > 0) {
    text += ":" + std::to_string(diagnostic.line) + ":" + std::to_string(diagnostic.column);
  }
  if (!text.empty()) {
    text += ": ";
  }
  if (!diagnostic.key.empty()) {
    text += diagnostic.key + ": ";
  }
  text += diagnostic.what;
  if (!diagnostic.hint.empty()) {
    text += " (" + diagnostic.hint + ")";
  }
  return text;
}

}  // namespace ianvs
