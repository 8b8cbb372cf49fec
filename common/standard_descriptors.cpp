#include "common/standard_descriptors.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace ianvs {

void open_standard_descriptors() {
  int descriptor = 0;
  do {
    descriptor = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  } while (descriptor >= 0 && descriptor <= STDERR_FILENO);
  ::close(descriptor);
}

}  // namespace ianvs
