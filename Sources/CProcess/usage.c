// What all descendants of this process use right now, from /proc. A process that ends while it is
// looked at counts as nothing.

#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "CProcess.h"

static ssize_t read_text(const char *path, char *text, size_t size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  size_t filled = 0;
  ssize_t count;
  while (filled < size - 1 && (count = read(file, text + filled, size - 1 - filled)) > 0)
    filled += (size_t)count;
  close(file);
  text[filled] = '\0';
  return (ssize_t)filled;
}

// The number behind a name in a file of lines such as `Pss:   1234 kB`; 0 if it is not there.
static double number_behind(const char *text, const char *name) {
  const char *place = strstr(text, name);
  return place == NULL ? 0 : strtod(place + strlen(name), NULL);
}

static double memory_of(pid_t pid, bool exactly) {
  char path[64], text[4096];
  if (exactly) {
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    if (read_text(path, text, sizeof text) > 0) return number_behind(text, "\nPss:") * 1024;
  }
  snprintf(path, sizeof path, "/proc/%d/statm", pid);
  long size = 0, resident = 0;
  if (read_text(path, text, sizeof text) <= 0 || sscanf(text, "%ld %ld", &size, &resident) != 2)
    return 0;
  return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

static double cpu_of(pid_t pid) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  if (read_text(path, text, sizeof text) <= 0) return 0;
  char *bracket = strrchr(text, ')');
  unsigned long user = 0, system = 0;
  long child_user = 0, child_system = 0;
  if (bracket == NULL ||
      sscanf(bracket + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld", &user,
             &system, &child_user, &child_system) != 4)
    return 0;
  return (double)(user + system + (unsigned long)child_user + (unsigned long)child_system) /
         (double)sysconf(_SC_CLK_TCK);
}

static void add_process(pid_t pid, bool exactly, struct cp_tree *tree, int depth);

// `children` of each thread names the processes that it started.
static void add_children(pid_t pid, bool exactly, struct cp_tree *tree, int depth) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR *tasks = opendir(path);
  if (tasks == NULL) return;
  struct dirent *entry;
  while ((entry = readdir(tasks)) != NULL) {
    if (entry->d_name[0] == '.') continue;
    char file[96], text[16384];
    snprintf(file, sizeof file, "/proc/%d/task/%.20s/children", pid, entry->d_name);
    if (read_text(file, text, sizeof text) <= 0) continue;
    char *rest = text, *end;
    while (true) {
      long child = strtol(rest, &end, 10);
      if (end == rest) break;
      add_process((pid_t)child, exactly, tree, depth + 1);
      rest = end;
    }
  }
  closedir(tasks);
}

static void add_process(pid_t pid, bool exactly, struct cp_tree *tree, int depth) {
  if (depth > 64) return;
  tree->processes++;
  tree->memory += memory_of(pid, exactly);
  tree->cpu_seconds += cpu_of(pid);
  add_children(pid, exactly, tree, depth);
}

void cp_tree_usage(bool exactly, struct cp_tree *tree) {
  memset(tree, 0, sizeof *tree);
  add_children(getpid(), exactly, tree, 0);
}

double cp_memory(pid_t pid) { return memory_of(pid, false); }

double cp_peak_memory(pid_t pid) {
  char path[64], text[4096];
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  return read_text(path, text, sizeof text) > 0 ? number_behind(text, "\nVmHWM:") / 1024 : 0;
}

double cp_cpu_of(pid_t pid) {
  clockid_t clock;
  struct timespec time;
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0) return -1;
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

long long cp_oom_kills(void) {
  char text[16384];
  if (read_text("/proc/vmstat", text, sizeof text) <= 0) return -1;
  const char *place = strstr(text, "\noom_kill ");
  return place == NULL ? -1 : strtoll(place + strlen("\noom_kill "), NULL, 10);
}

double cp_free_memory(double *total) {
  char text[4096];
  *total = 0;
  if (read_text("/proc/meminfo", text, sizeof text) <= 0) return -1;
  *total = number_behind(text, "MemTotal:") * 1024;
  return number_behind(text, "MemAvailable:") * 1024;
}
