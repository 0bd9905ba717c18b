// SIGINT and SIGTERM as bytes in a pipe, for a loop that polls.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "CProcess.h"

static int pipe_ends[2] = {-1, -1};
static const int numbers[] = {SIGINT, SIGTERM};
static struct sigaction before[2];
static sigset_t mask_before;

static void note(int number) {
  int saved = errno;
  char byte = (char)number;
  ssize_t written = write(pipe_ends[1], &byte, 1);  // a full pipe has enough of them
  (void)written;
  errno = saved;
}

int cp_interrupts_open(void) {
  if (pipe_ends[0] >= 0) {
    errno = EBUSY;
    return -1;
  }
  if (pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  sigset_t caught;
  sigemptyset(&caught);
  for (int i = 0; i < 2; i++) {
    sigaction(numbers[i], NULL, &before[i]);
    if (before[i].sa_handler == SIG_IGN) continue;
    sigaction(numbers[i], &action, NULL);
    sigaddset(&caught, numbers[i]);
  }
  pthread_sigmask(SIG_UNBLOCK, &caught, &mask_before);
  cp_actions_changed();
  return pipe_ends[0];
}

void cp_interrupts_close(void) {
  if (pipe_ends[0] < 0) return;
  for (int i = 0; i < 2; i++) sigaction(numbers[i], &before[i], NULL);
  pthread_sigmask(SIG_SETMASK, &mask_before, NULL);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  pipe_ends[0] = pipe_ends[1] = -1;
  cp_actions_changed();
}
