// The floor that nobody gets below: posix_spawn and wait, WIDTH at a time, COUNT times, and nothing
// else.
//   bare_loop COUNT WIDTH PROGRAM FOLDER     each process gets a result file of its own in FOLDER,
//   which is then removed
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

enum { max_width = 64, max_path = 4096 };

struct slot {
  pid_t pid;
  char variable[max_path + 16];  // IANVS_RESULT=<path>
};

static const char* path_of(const struct slot* slot) { return strchr(slot->variable, '=') + 1; }

static void start(struct slot* slot, const char* program, const char* folder, int number,
                  char** environment, int place) {
  snprintf(slot->variable, sizeof slot->variable, "IANVS_RESULT=%s/%d.json", folder, number);
  environment[place] = slot->variable;
  char* arguments[] = {(char*)program, NULL};
  if (posix_spawn(&slot->pid, program, NULL, NULL, arguments, environment) != 0) {
    perror(program);
    exit(1);
  }
}

static struct slot* wait_for_one(struct slot* slots, int width) {
  int status = 0;
  const pid_t pid = waitpid(-1, &status, 0);
  for (int i = 0; i < width; ++i) {
    if (slots[i].pid != pid) continue;
    if (status != 0 || unlink(path_of(&slots[i])) != 0) {
      fprintf(stderr, "bare_loop: a process failed (status %d)\n", status);
      exit(1);
    }
    slots[i].pid = 0;
    return &slots[i];
  }
  exit(1);
}

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const int count = atoi(argv[1]);
  const int width = atoi(argv[2]);
  if (count < 1 || width < 1 || width > max_width) return 2;

  int variables = 0;
  while (environ[variables] != NULL) ++variables;
  char** environment = calloc((size_t)variables + 2, sizeof *environment);
  if (environment == NULL) return 1;
  memcpy(environment, environ, (size_t)variables * sizeof *environment);

  static struct slot slots[max_width];
  int started = 0;
  for (; started < width && started < count; ++started) {
    start(&slots[started], argv[3], argv[4], started, environment, variables);
  }
  for (int ended = 0; ended < count; ++ended) {
    struct slot* slot = wait_for_one(slots, width);
    if (started < count) start(slot, argv[3], argv[4], started++, environment, variables);
  }
  free(environment);
  return 0;
}
