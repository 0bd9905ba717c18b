// Starting a process: vfork, set up in the child, exec. It does not know what the program is for.
//
// The child borrows the parent's memory until exec, so it calls system functions only, with all
// signals blocked until the parent's handlers have been put aside.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "CProcess.h"

enum { CHANNEL = 3, FIRST_FREE = 10 };

struct failure {
  volatile int error;
  volatile enum cp_step step;
};

static _Noreturn void fail(struct failure *failure, enum cp_step step) {
  failure->error = errno;
  failure->step = step;
  _exit(127);
}

// A descriptor out of the way of the targets 0 to 3; -1 stays.
static int lifted(int descriptor, struct failure *failure) {
  if (descriptor < 0 || descriptor > CHANNEL) return descriptor;
  int free = fcntl(descriptor, F_DUPFD_CLOEXEC, FIRST_FREE);
  if (free < 0) fail(failure, CP_STEP_SETUP);
  return free;
}

static bool limit(int resource, long long value) {
  if (value < 0) return true;
  struct rlimit limit = {.rlim_cur = (rlim_t)value, .rlim_max = (rlim_t)value};
  return setrlimit(resource, &limit) == 0;
}

static bool place(int source, int target, int null_mode) {
  if (source < 0) {
    int null = open("/dev/null", null_mode);
    if (null < 0) return false;
    if (null == target) return true;
    if (dup2(null, target) < 0) return false;
    close(null);
    return true;
  }
  return dup2(source, target) == target;
}

// The signals whose action is not the default, which a child has to put back: found once, for the
// sixty calls are a tenth of a start.
static sigset_t changed_actions;
static volatile bool actions_known = false;

void cp_actions_changed(void) { actions_known = false; }

static void find_changed_actions(void) {
  sigemptyset(&changed_actions);
  for (int number = 1; number < NSIG; number++) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_DFL)
      sigaddset(&changed_actions, number);
  }
  actions_known = true;
}

static _Noreturn void run(const struct cp_launch *launch, pid_t parent, struct failure *failure) {
  struct sigaction standard = {.sa_handler = SIG_DFL};
  for (int number = 1; number < NSIG; number++)
    if (sigismember(&changed_actions, number) == 1) sigaction(number, &standard, NULL);

  if ((launch->own_session ? setsid() : setpgid(0, 0)) < 0) fail(failure, CP_STEP_SETUP);
  if (launch->death_signal != 0) {
    if (prctl(PR_SET_PDEATHSIG, launch->death_signal) != 0) fail(failure, CP_STEP_SETUP);
    if (getppid() != parent) _exit(127);
  }
  int input = lifted(launch->input, failure), output = lifted(launch->output, failure);
  int error = lifted(launch->error, failure), channel = lifted(launch->channel, failure);
  if (!place(input, 0, O_RDONLY) || !place(output, 1, O_WRONLY) || !place(error, 2, O_WRONLY))
    fail(failure, CP_STEP_SETUP);
  if (channel >= 0 && dup2(channel, CHANNEL) < 0) fail(failure, CP_STEP_SETUP);
  // Where the kernel lacks it, the descriptors of this project are closed on exec all the same.
  syscall(SYS_close_range, launch->channel >= 0 ? CHANNEL + 1 : CHANNEL, ~0U, 0);

  if (!limit(RLIMIT_CPU, launch->cpu_seconds) || !limit(RLIMIT_AS, launch->address_space))
    fail(failure, CP_STEP_SETUP);
  if (launch->directory != NULL && chdir(launch->directory) != 0)
    fail(failure, CP_STEP_DIRECTORY);

  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(launch->program, launch->arguments, launch->environment);
  fail(failure, CP_STEP_EXEC);
}

int cp_spawn(const struct cp_launch *launch, pid_t *pid, enum cp_step *failed_step) {
  struct failure failure = {0, CP_STEP_FORK};
  sigset_t all, original;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &original);
  if (!actions_known) find_changed_actions();
  pid_t parent = getpid();
  pid_t child = vfork();
  if (child == 0) run(launch, parent, &failure);
  if (child < 0) failure.error = errno;
  sigprocmask(SIG_SETMASK, &original, NULL);
  if (child > 0 && failure.error != 0) {
    struct cp_ending ending;
    cp_wait(child, true, &ending);
  }
  *failed_step = failure.step;
  *pid = child;
  return failure.error;
}
