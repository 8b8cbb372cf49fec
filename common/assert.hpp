/// Broken invariants end the process in every build; the journal and the spool make that safe.
#pragma once

namespace ianvs {
/// Prints the broken condition and its place on stderr and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);
}  // namespace ianvs

/// For what our own code guarantees, never for what a user or a peer sends.
#define IANVS_ASSERT(condition)          \
  (static_cast<bool>(condition) ? void() \
                                : ::ianvs::assertion_failed(#condition, __FILE__, __LINE__))
