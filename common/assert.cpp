#include "common/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace ianvs {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "ianvs: broken invariant: %s (%s:%d); please report this\n", condition, file,
               line);
  std::abort();
}

}  // namespace ianvs
