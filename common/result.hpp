/// Errors as values: what went wrong, where, and what to do about it.
#pragma once
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ianvs {

/// For callers that decide by it; people read the texts.
enum class ErrorKind {
  invalid,      ///< what a user or a peer gave is wrong
  not_found,    ///< a file, host or program isn't there
  refused,      ///< not allowed: permission, key, version
  unavailable,  ///< may go well later: connection, lock, resource
  io            ///< the operating system said no: disk, descriptor, process
};

struct Error {
  ErrorKind kind = ErrorKind::io;
  std::string what;   ///< one sentence without a full stop
  std::string where;  ///< path, host or `file:line:column`; may be empty
  std::string hint;   ///< what to do, one sentence; may be empty
};

/// `where: what` and, if there is one, the hint after a line break and two spaces.
std::string to_text(const Error& error);

template <class T>
using Result = tl::expected<T, Error>;

/// One thing wrong (or odd) in a job's files.
struct Diagnostic {
  std::string file;          ///< as the user would name it
  std::uint32_t line = 0;    ///< from 1; 0 where there is none (file missing, a directory)
  std::uint32_t column = 0;  ///< from 1
  std::string key;           ///< full key, as `benchmarkingjob.resources.ram`; may be empty
  std::string what;          ///< what is wrong, with what was found
  std::string hint;          ///< what is allowed, "did you mean"; may be empty
};
using Diagnostics = std::vector<Diagnostic>;

/// `file:line:column: key: what (hint)`, without the parts that are empty.
std::string to_text(const Diagnostic& diagnostic);

}  // namespace ianvs
