/* The suspended tasks of an asyncio loop, and what each waits for.
 *
 * Nothing is traced and nothing of the interpreter is called for a look at them: a task leads to its coroutine, that one to the one that it awaits, and so on to
 * the innermost, all by guarded reads. What is read is still while the loop's own thread rests. Only where asyncio keeps its tasks is asked for, once, with
 * the GIL held.
 */
#ifndef HEATLINE_TASKS_H
#define HEATLINE_TASKS_H

#include "threads.h"

#include <stdbool.h>
#include <stdint.h>

enum tasks_state { TASKS_UNKNOWN = 0, TASKS_KNOWN = 1, TASKS_UNREADABLE = 2 };

enum tasks_state tasks_state(void);

/* Finds where tasks are. Takes the GIL and gives it back, so only in a thread that runs Python and is about to take the GIL anyway; errno is kept. */
void tasks_learn(void);

/* Adds `weight_ns` to the stack of every suspended task of the loop at an address. `chance`: with which the rest was chosen, 0..1. The caller holds
 * the thread's record (sampler_take). */
void tasks_record(struct thread *thread, uint64_t loop, uint64_t weight_ns, double chance);

/* In a fork child. */
void tasks_reset(void);

#endif
