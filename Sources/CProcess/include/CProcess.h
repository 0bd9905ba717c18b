// What Swift cannot say about processes on Linux: starting one between vfork and exec, waiting for
// it with its usage, killing every descendant, and catching interrupts. It knows no run and no batch.
//
// Functions that can fail return 0 or an errno, unless they say otherwise.

#ifndef C_PROCESS_H
#define C_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// Everything about a process to be started. It gets a process group of its own, default signal
// actions, no blocked signals, and no descriptors but those named here.
struct cp_launch {
  const char *program;        // a path with a slash; no search is made
  char *const *arguments;     // ends with NULL
  char *const *environment;   // ends with NULL
  const char *directory;      // NULL: the caller's
  int input, output, error;   // descriptors; -1 is /dev/null
  int channel;                // becomes descriptor 3; -1: none
  bool own_session;           // and a session, which is dearer
  int death_signal;           // sent to it when the calling thread ends; 0: none
  long long cpu_seconds;      // limit; -1: none
  long long address_space;    // limit in bytes; -1: none
};

// At which step a start failed.
enum cp_step { CP_STEP_FORK, CP_STEP_SETUP, CP_STEP_DIRECTORY, CP_STEP_EXEC };

// Starts a process; returns when it has executed its program or failed to.
int cp_spawn(const struct cp_launch *launch, pid_t *pid, enum cp_step *failed_step);

// How a process ended, and what it and the children it waited for have used.
struct cp_ending {
  int exit_code;          // -1 where a signal ended it
  int signal;             // 0 where it exited
  double cpu_seconds;     // user and system
  double peak_memory_mb;  // resident, in MiB; never below the parent's size when it was started
};

// Reaps a child: 1 it has ended, 0 it still runs (only where `block` is false), -1 no such child.
int cp_wait(pid_t pid, bool block, struct cp_ending *ending);

// A descriptor that becomes readable when the process ends; -1 with errno.
int cp_pidfd(pid_t pid);

// Orphaned descendants become children of this process (true) or of init (false).
// Returns what was set before, or -1.
int cp_set_subreaper(bool on);

// The signal this process gets when the thread that started it ends; 0: none.
int cp_set_death_signal(int number);

// Which children are meant: all, or those in other sessions.
enum cp_kin { CP_ALL_CHILDREN, CP_OTHER_SESSIONS };

// The pids of this process's children, at most `capacity`; returns how many were written.
size_t cp_children(enum cp_kin kin, pid_t *pids, size_t capacity);

// Kills and reaps those children except the spared ones, and what comes to this process as their
// orphans, until none is left or the time is up; returns how many are left.
// Without `cp_set_subreaper` orphans go elsewhere.
int cp_kill_children(
    enum cp_kin kin, const pid_t *spared, size_t spared_count, double seconds);

// What `cp_spawn` has found out about this process's signal actions may be true no more.
void cp_actions_changed(void);

// Catches SIGINT and SIGTERM where they are not ignored, and unblocks them on this thread: each
// puts a byte into a pipe, whose reading end is returned; -1 with errno, EBUSY where it is open.
int cp_interrupts_open(void);

// Puts back what was there before; on the same thread.
void cp_interrupts_close(void);

// What a number of processes use at one moment.
struct cp_tree {
  int processes;
  double memory;       // bytes
  double cpu_seconds;  // user and system, with the children that they have waited for
};

// All descendants of this process. Memory is what is resident; pages that several share count for
// each (quick), or `exactly` for each in part (proportional set size; slow for large processes).
void cp_tree_usage(bool exactly, struct cp_tree *tree);

// The resident memory of one process, in bytes; 0 if it is gone.
double cp_memory(pid_t pid);

// How many processes the kernel has killed for want of memory since it started; -1 where it does not
// say.
long long cp_oom_kills(void);

// The bytes of memory that new processes could use, and how many there are; -1 where the kernel does
// not say.
double cp_free_memory(double *total);

// Two connected stream sockets that are closed on exec.
int cp_socketpair(int descriptors[2]);

// Seconds of a clock that never goes back.
double cp_now(void);

// CPU seconds of this process with all its threads, and its peak resident memory in MiB.
void cp_own_usage(double *cpu_seconds, double *peak_memory_mb);

// CPU seconds of another process with all its threads, without its children; -1 if it is gone.
double cp_cpu_of(pid_t pid);

// The most memory that a process has had, in MiB; 0 if it is gone.
double cp_peak_memory(pid_t pid);

// From so many CPU seconds on (rounded up) this process is killed by SIGXCPU; below 0: never.
void cp_limit_own_cpu(double seconds);

// Two pipes: what is written to [1] is read from [0]. Closed on exec.
int cp_pipe(int descriptors[2]);

// A file in memory, without a name; -1 with errno.
int cp_memory_file(const char *label);

// The environment of this process; ends with NULL.
char **cp_environment(void);

// The number of cores that this process may use, by its affinity; at least 1.
int cp_usable_cores(void);

#endif
