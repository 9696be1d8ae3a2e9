/* The part of a run that is recorded, when only a part was asked for.
 *
 * Everything is set up at the start of the process as ever: timers tick, hooks are in place. Before the part begins and after it has ended, what they would
 * record is let go. Nobody wakes the process for that: whatever looks first (a sample, the end of a wait, the end of a thread or of the process) opens or
 * closes the window. Clocks are then set to begin or end there, so CPU time is known to a sampling period of each thread, and waits are cut at the
 * window's edges exactly.
 *
 * Signal-safe, thread-safe, but for window_start.
 */
#ifndef HEATLINE_WINDOW_H
#define HEATLINE_WINDOW_H

#include "format.h"

#include <stdbool.h>
#include <stdint.h>

enum window_state { WINDOW_BEFORE, WINDOW_OPEN, WINDOW_OVER };

/* With the stream open and before its threads are; again in a fork child. */
void window_start(const struct hl_capture *capture);

/* Whether a process that starts now would record nothing any more. */
bool window_is_over_for(const struct hl_capture *capture);

/* Opens or closes the window when it is time for that. One load where the whole run is recorded. */
enum window_state window_look(void);

/* What happens now is recorded. A sample that only opens the window stands for time before it, and is not. */
bool window_takes_sample(void);

/* Nanoseconds of [start, end] that lie in the window; monotonic times. */
uint64_t window_part(uint64_t start, uint64_t end);

/* At the end of the process: brings its clocks up to date, in a window that never opened to nothing. */
void window_settle(void);

/* The time itself, or the window's end where that came before; and the process's CPU clock, stopped then. */
uint64_t window_mono_ns(void);
uint64_t window_cpu_ns(void);

#endif
