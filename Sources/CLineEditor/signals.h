// Signals that concern the terminal while a line is typed: noted, and handled between two keys.
// libedit's own handlers work once a line where somebody else waits for the keys.

#ifndef C_LINE_EDITOR_SIGNALS_H
#define C_LINE_EDITOR_SIGNALS_H

#include <signal.h>

// From here to `leave_signals` they arrive only where `open` is the mask of who waits.
void enter_signals(sigset_t *open);
void leave_signals(const sigset_t *open);

// One that has arrived since it was asked for last; 0: none.
int next_signal(void);

// Lets one have the effect that it would have if nobody noted it: to stop or to end the program. Returns
// where the program goes on.
void let_signal_act(int number);

#endif
