/* The measurement of memory: when an allocation or copy is sampled, and what then happens to it.
 *
 * The rest of the core knows only the functions declared weak here: the object without memory hooks has none of them.
 * Hooks run anywhere, early and late: what can't be measured there passes through.
 */
#ifndef HEATLINE_MEMORY_MEMORY_H
#define HEATLINE_MEMORY_MEMORY_H

#include "../core/format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- for the core ---- */

/* Begins to measure, once the stream, the tree and this thread are there; again in a fork child. Ordinary context, one thread. */
void memory_start(const struct hl_capture *capture) __attribute__((weak, visibility("hidden")));
/* Around fork, in this order: the lock is held over it, so that the child's tables are whole. */
void memory_before_fork(void) __attribute__((weak, visibility("hidden")));
void memory_after_fork(void) __attribute__((weak, visibility("hidden")));
/* Where only a part of the run is recorded: that part begins, or is over. Signal-safe. */
void memory_resume(void) __attribute__((weak, visibility("hidden")));
/* The child of a fork that gets no stream of its own: nothing is measured any more. */
void memory_stop(void) __attribute__((weak, visibility("hidden")));
/* With the GIL, once the interpreter runs: whether it still allocates through us. */
void memory_look_again(void) __attribute__((weak, visibility("hidden")));
/* At the end of a thread and of the process: brings the exact sums of the calling thread up to date. */
void memory_settle(void) __attribute__((weak, visibility("hidden")));

/* ---- for the hooks; any thread, ordinary context ---- */

/* Blocks smaller than this that are sampled lie at multiples of MEMORY_MARK; all at or above it are looked up when they are freed. */
#define MEMORY_LARGE 32768u
#define MEMORY_MARK 256u

/* A thread's distance is used up by a request of `bytes`: draws the next one. True: this request is sampled, and *exposure is its size in mean
 * distances. False: it passes. */
bool memory_due(uint64_t bytes, double *exposure);

/* The request that was due has failed: it does not count. */
void memory_failed(uint64_t bytes);

/* The block of a sampled request. `requested`: the bytes that were new; `size`: those of the whole block. */
void memory_sampled(void *block, uint64_t size, uint64_t requested, double exposure);

/* Something may be counted now. */
bool memory_is_measuring(void);

/* The row of the calling stack's mappings; 0: not measured. */
uint32_t memory_mapping_row(uint64_t now_ns);

/* Before a block is freed: forgets it if it was sampled. */
void memory_freed(void *block);

/* Around realloc: takes a sampled block out (false: it was none), and puts it back at its new place and size, unless chance says that it leaves. */
struct memory_held {
    uint64_t size;
    uint32_t row;
    uint32_t birth_ms;
    double exposure;
};
bool memory_take(void *block, struct memory_held *held);
/* `growth`: the exposure of the added bytes if these are sampled too, so that the block moves to the stack that grew it; else 0. */
void memory_put_back(void *block, const struct memory_held *held, uint64_t size, double growth);
/* Whether a block of this size, if it stays, has to lie at a multiple of MEMORY_MARK: then its free is seen. */
static inline bool memory_is_seen(const void *block, uint64_t size)
{
    return size >= MEMORY_LARGE || ((uintptr_t)block & (MEMORY_MARK - 1)) == 0;
}

/* Libc's own allocator is behind us, and the program calls us (allocate.c). Ordinary context. */
bool allocate_is_possible(void);

#endif
