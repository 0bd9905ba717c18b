// Waiting for processes, what they used, and a few calls whose headers Swift does not import.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "CProcess.h"

static double seconds(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }

int cp_wait(pid_t pid, bool block, struct cp_ending *ending) {
  int status;
  struct rusage usage;
  pid_t reaped;
  do {
    reaped = wait4(pid, &status, block ? 0 : WNOHANG, &usage);
  } while (reaped < 0 && errno == EINTR);
  if (reaped == 0) return 0;
  if (reaped < 0) return -1;
  ending->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  ending->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  ending->cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  ending->peak_memory_mb = usage.ru_maxrss / 1024.0;
  return 1;
}

int cp_pidfd(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int cp_set_subreaper(bool on) {
  int before = 0;
  if (prctl(PR_GET_CHILD_SUBREAPER, &before) != 0) return -1;
  return prctl(PR_SET_CHILD_SUBREAPER, on ? 1 : 0) == 0 ? before : -1;
}

int cp_set_death_signal(int number) {
  return prctl(PR_SET_PDEATHSIG, number) == 0 ? 0 : errno;
}

int cp_socketpair(int descriptors[2]) {
  return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, descriptors) == 0 ? 0 : errno;
}

double cp_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

void cp_own_usage(double *cpu_seconds, double *peak_memory_mb) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  *cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  *peak_memory_mb = usage.ru_maxrss / 1024.0;
}

void cp_limit_own_cpu(double seconds) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_CPU, &limit) != 0) return;
  limit.rlim_cur = seconds < 0 ? limit.rlim_max : (rlim_t)seconds + 1;
  setrlimit(RLIMIT_CPU, &limit);
}

int cp_pipe(int descriptors[2]) { return pipe2(descriptors, O_CLOEXEC) == 0 ? 0 : errno; }

int cp_memory_file(const char *label) { return memfd_create(label, MFD_CLOEXEC); }

char **cp_environment(void) { return environ; }
