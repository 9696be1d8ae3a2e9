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

/* Whether a stack that is stored already is good for what it is asked for. */
typedef bool (*sampler_accepts)(uint32_t node, uint32_t what);

/* The node of the calling thread's present Python stack, 0 when it could not be stored.
 * Allocations come from a hundred times as many stacks as time is sampled from. With `accepts` the tree doesn't grow: a stack that is new, or not
 * accepted, is stored by its innermost frame and the innermost one of the program's own code, below a truncated one. */
uint32_t sampler_stack(struct thread *thread, sampler_accepts accepts, uint32_t what);

struct sampler_frame {
    uint32_t code, offset; /* as in nodes, offset in bytes */
};

/* The innermost Python frames of the calling thread without importlib's, innermost first, down to the first that is no __getattr__; returns how many.
 * Nothing is stored but the names of new code. */
unsigned sampler_importer(struct thread *thread, struct sampler_frame *frames, unsigned capacity);

/* Keeps our signal from what the thread's record holds meanwhile, and lets guarded reads fault; false where that is going on already. `guarded`:
 * thread->blocks_faults as it was before. */
bool sampler_take(struct thread *thread, uint64_t *mask);
void sampler_give(struct thread *thread, bool guarded, uint64_t mask);

/* Adds a wait of `ns` to the node (0: takes the present stack). */
void sampler_wait(struct thread *thread, uint32_t node, uint32_t class, uint64_t ns);

#endif
