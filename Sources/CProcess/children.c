// Finding and killing the children of this process. A child that dies hands its own children to
// the nearest subreaper, so killing goes on in rounds until a round finds none.

#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "CProcess.h"

// Whether a process is a child of this one and of the sessions that are meant, from /proc/PID/stat:
// `pid (name) state ppid pgrp session ...`, where the name may hold anything, brackets too.
static bool is_child(const char *pid, enum cp_kin kin, pid_t self, pid_t session) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return false;
  text[count] = '\0';
  char *bracket = strrchr(text, ')');
  int parent, group, its_session;
  return bracket != NULL &&
         sscanf(bracket + 1, " %*c %d %d %d", &parent, &group, &its_session) == 3 &&
         parent == self && (kin == CP_ALL_CHILDREN || its_session != session);
}

static bool has_children(void) {
  siginfo_t info;
  int result;
  do {
    result = waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT);
  } while (result < 0 && errno == EINTR);
  return result == 0;
}

size_t cp_children(enum cp_kin kin, pid_t *pids, size_t capacity) {
  if (!has_children()) return 0;
  DIR *folder = opendir("/proc");
  if (folder == NULL) return 0;
  pid_t self = getpid(), session = getsid(0);
  size_t count = 0;
  struct dirent *entry;
  while (count < capacity && (entry = readdir(folder)) != NULL) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    if (is_child(entry->d_name, kin, self, session)) pids[count++] = (pid_t)atoi(entry->d_name);
  }
  closedir(folder);
  return count;
}

static bool contains(const pid_t *pids, size_t count, pid_t pid) {
  for (size_t i = 0; i < count; i++)
    if (pids[i] == pid) return true;
  return false;
}

int cp_kill_children(
    enum cp_kin kin, const pid_t *spared, size_t spared_count, double seconds) {
  enum { CAPACITY = 4096 };
  pid_t pids[CAPACITY];
  double deadline = cp_now() + seconds;
  long pause = 100000;  // nanoseconds
  while (true) {
    size_t count = cp_children(kin, pids, CAPACITY);
    int found = 0, left = 0;
    for (size_t i = 0; i < count; i++) {
      if (contains(spared, spared_count, pids[i])) continue;
      found++;
      kill(pids[i], SIGKILL);
      if (waitpid(pids[i], NULL, WNOHANG) == 0) left++;
    }
    if (found == 0) return 0;
    if (cp_now() >= deadline) return left;
    if (left > 0) {
      nanosleep(&(struct timespec){.tv_nsec = pause}, NULL);
      if (pause < 10000000) pause *= 2;
    }
  }
}
