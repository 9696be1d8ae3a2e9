/* Samples on CPU: the handler of our timer signal; and stacks for waits.
 *
 * sampler_handle runs in the signal handler; sampler_wait and sampler_stack in interposed calls. All are signal-safe and thread-safe and
 * allocate nothing; a signal that comes while a thread records is dropped and counted.
 */
#ifndef HEATLINE_SAMPLER_H
#define HEATLINE_SAMPLER_H

#include "threads.h"

#include <signal.h>
#include <stdint.h>
#include <ucontext.h>

void sampler_handle(struct thread *thread, int overrun, const ucontext_t *context);

/* Allocations come from a hundred times as many stacks as time is sampled from: where these may not grow the tree, a stack that is new is stored by its
 * innermost frame and the innermost one of the program's own code, below a truncated one. */
enum sampler_growth { SAMPLER_MAY_GROW, SAMPLER_BRIEF_IF_NEW };

/* The node of the calling thread's present Python stack, 0 when it could not be stored. */
uint32_t sampler_stack(struct thread *thread, enum sampler_growth growth);

/* Adds a wait of `ns` to the node (0: takes the present stack). */
void sampler_wait(struct thread *thread, uint32_t node, uint32_t class, uint64_t ns);

#endif
