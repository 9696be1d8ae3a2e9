/* The timer on each thread's own CPU clock: when samples are taken and what each stands for.
 *
 * timers_open: ordinary context. timer_start: ordinary context, for the calling thread or another. timer_sampled: signal-safe, in the thread itself.
 */
#ifndef HEATLINE_TIMERS_H
#define HEATLINE_TIMERS_H

#include "threads.h"

void timers_open(uint64_t period_ns);

/* Sets thread->timer (NO_TIMER when the kernel refuses, which is counted) and arms it. `other`: not the calling thread. */
void timer_start(struct thread *thread, bool other);
void timer_stop(struct thread *thread);

/* At a sample, with the thread's CPU clock: sets the timer for the next one and returns how much CPU time this one stands for. */
uint64_t timer_sampled(struct thread *thread, int overrun, uint64_t cpu);

/* Uniform in [0, limit) from the thread's own sequence (xorshift: for sampling, not for secrets). Signal-safe. */
uint64_t random_below(struct thread *thread, uint64_t limit);

#define NO_TIMER (-1)

#endif
