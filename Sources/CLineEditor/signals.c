#include "signals.h"

#include <stddef.h>

// In the order in which they are handled.
static const int numbers[] = {SIGWINCH, SIGCONT, SIGTSTP, SIGHUP, SIGQUIT, SIGTERM};
enum { count = sizeof numbers / sizeof *numbers };
static struct sigaction before[count];
static volatile sig_atomic_t pending[count];

static void note(int number) {
  for (int i = 0; i < count; i++) {
    if (numbers[i] == number) pending[i] = 1;
  }
}

void enter_signals(sigset_t *open) {
  sigset_t held;
  sigemptyset(&held);
  struct sigaction action = {.sa_handler = note};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < count; i++) {
    pending[i] = 0;
    sigaction(numbers[i], NULL, &before[i]);
    // What is ignored stays so: a shell without jobs, nohup.
    if (before[i].sa_handler == SIG_IGN) continue;
    sigaction(numbers[i], &action, NULL);
    sigaddset(&held, numbers[i]);
  }
  sigprocmask(SIG_BLOCK, &held, open);
}

void leave_signals(const sigset_t *open) {
  for (int i = 0; i < count; i++) sigaction(numbers[i], &before[i], NULL);
  sigprocmask(SIG_SETMASK, open, NULL);
}

int next_signal(void) {
  for (int i = 0; i < count; i++) {
    if (!pending[i]) continue;
    pending[i] = 0;
    return numbers[i];
  }
  return 0;
}

void let_signal_act(int number) {
  for (int i = 0; i < count; i++) {
    if (numbers[i] != number) continue;
    struct sigaction noting;
    sigaction(number, &before[i], &noting);
    sigset_t one, mask;
    sigemptyset(&one);
    sigaddset(&one, number);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &one, &mask);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    sigaction(number, &noting, NULL);
  }
}
