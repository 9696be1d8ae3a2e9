/* Our signal handlers, and how they live together with the program's own.
 *
 * SIGSEGV and SIGBUS belong to guarded reads; whatever else they mean is passed on to the handler that the program installed. Our timer signal
 * is invisible: a program that installs a handler for that number, blocks it or waits for it gets what it would have got without us.
 *
 * signals_open: ordinary context, once.
 */
#ifndef HEATLINE_SIGNALS_H
#define HEATLINE_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

bool signals_open(void);

/* Takes our signal out of a set that the program waits for or blocks; returns the set to use (`copy` or `set` itself, or NULL). */
const sigset_t *signals_without_ours(const sigset_t *set, sigset_t *copy);

/* The program that takes our place inherits the mask as this one believes it to be, also from a vfork child. Returns the mask for signals_restore. */
uint64_t signals_before_exec(void);

/* Around guarded reads in a thread that blocks SIGSEGV or SIGBUS: lets them through; returns the mask for signals_restore. */
uint64_t signals_admit_faults(void);
void signals_restore(uint64_t mask);

#endif
