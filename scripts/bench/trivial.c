// The cheapest test case there is: writes its result and ends.
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int main(void) {
  static const char result[] = "{\"score\": 1}";
  const char* path = getenv("IANVS_RESULT");
  if (path == NULL) return 2;
  const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return 3;
  return write(file, result, sizeof result - 1) == (ssize_t)(sizeof result - 1) ? 0 : 4;
}
