/* Event loops of asyncio: when they rest, and when they don't for long.
 *
 * A loop's thread rests in a polling call (waits.c) made below BaseEventLoop._run_once. While it does, all of its tasks are suspended: rests are chosen
 * in proportion to their length, and each chosen one is added to what the tasks await (tasks.h). From the end of one rest to the beginning of the next the
 * loop works; the longest of these times are kept with what was sampled meanwhile.
 *
 * All of it in the thread itself, in an interposed call; loops_spent also in the signal handler.
 */
#ifndef HEATLINE_LOOPS_H
#define HEATLINE_LOOPS_H

#include "threads.h"

#include <stdint.h>

/* Around a polling call. */
void loops_rest_begin(struct thread *thread, uint64_t now);
void loops_rest_end(struct thread *thread, uint64_t elapsed);

/* A sample or a wait of this thread has been stored. */
void loops_spent(struct thread *thread, uint32_t node, uint32_t class, uint64_t ns);

/* At the start and in a fork child. */
void loops_reset(void);

#endif
