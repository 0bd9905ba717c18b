// What the operating system itself asks for runs: the yardsticks of the executor.
//
//   spawn bare N SLOTS -- PROGRAM...        posix_spawn and waitpid, so many at a time
//   spawn full N SLOTS FOLDER -- PROGRAM... and for each run a folder, two logs, a manifest, a rename
//   spawn pipe N -- PROGRAM...              one process that gets N lines, and answers each
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { MOST_SLOTS = 64, MOST_PATH = 512 };

static pid_t start(char **words, const char *folder) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  char path[MOST_PATH];
  const char *names[] = {"stdout.log", "stderr.log"};
  for (int target = 1; folder != NULL && target <= 2; target++) {
    snprintf(path, sizeof path, "%s/%s", folder, names[target - 1]);
    posix_spawn_file_actions_addopen(&files, target, path, O_CREAT | O_TRUNC | O_WRONLY, 0644);
  }
  pid_t child = 0;
  if (posix_spawnp(&child, words[0], &files, &attributes, words, environ) != 0) exit(1);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return child;
}

static void publish(const char *folder, int number, int status) {
  char from[MOST_PATH], to[MOST_PATH], file[MOST_PATH + 32], text[700];
  snprintf(from, sizeof from, "%s/.part-%d", folder, number);
  snprintf(to, sizeof to, "%s/run-%d", folder, number);
  snprintf(file, sizeof file, "%s/manifest.json", from);
  int manifest = open(file, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
  int count = snprintf(
      text, sizeof text, "{\"id\":\"run-%d\",\"exit\":%d,\"rest\":\"%0300d\"}\n", number, status, 0);
  if (write(manifest, text, (size_t)count) != count) exit(1);
  close(manifest);
  if (rename(from, to) != 0) exit(1);
}

static int spawn_all(int count, int slots, const char *folder, char **words) {
  pid_t pids[MOST_SLOTS] = {0};
  int numbers[MOST_SLOTS] = {0}, next = 0, running = 0;
  while (next < count || running > 0) {
    if (next < count && running < slots) {
      char part[MOST_PATH];
      if (folder != NULL) {
        snprintf(part, sizeof part, "%s/.part-%d", folder, next);
        if (mkdir(part, 0755) != 0) return 1;
      }
      int slot = 0;
      while (pids[slot] != 0) slot++;
      pids[slot] = start(words, folder == NULL ? NULL : part);
      numbers[slot] = next++;
      running++;
      continue;
    }
    int status;
    pid_t ended = waitpid(-1, &status, 0);
    for (int slot = 0; slot < MOST_SLOTS; slot++) {
      if (pids[slot] != ended) continue;
      if (folder != NULL) publish(folder, numbers[slot], status);
      pids[slot] = 0;
      running--;
    }
  }
  return 0;
}

static int pipe_all(int count, char **words) {
  int to[2], from[2];
  if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) return 1;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, to[0], 0);
  posix_spawn_file_actions_adddup2(&files, from[1], 1);
  pid_t child;
  if (posix_spawnp(&child, words[0], &files, NULL, words, environ) != 0) return 1;
  close(to[0]);
  close(from[1]);
  char line[4096];
  if (read(from[0], line, sizeof line) <= 0) return 1;  // the greeting
  for (int number = 1; number <= count; number++) {
    int size = snprintf(
        line, sizeof line,
        "{\"gamut\":1,\"run\":\"%d\",\"settings\":{\"n\":%d,\"seed\":0,\"tags\":[]},\"dir\":null,"
        "\"attempt\":1}\n",
        number, number);
    if (write(to[1], line, (size_t)size) != size) return 1;
    ssize_t got = 0;
    do {
      ssize_t more = read(from[0], line + got, sizeof line - (size_t)got);
      if (more <= 0) return 1;
      got += more;
    } while (line[got - 1] != '\n');
  }
  close(to[1]);
  waitpid(child, NULL, 0);
  return 0;
}

int main(int count, char **words) {
  int program = 1;
  while (program < count && strcmp(words[program], "--") != 0) program++;
  if (count < 4 || program + 1 >= count) return 64;
  char **rest = words + program + 1;
  int runs = atoi(words[2]);
  if (strcmp(words[1], "pipe") == 0) return pipe_all(runs, rest);
  int slots = atoi(words[3]);
  return spawn_all(runs, slots, strcmp(words[1], "full") == 0 ? words[4] : NULL, rest);
}
