/* Where sampled small objects of Python's live: a range of addresses of our own, so that a free is told from others by one comparison. malloc's aligned
 * blocks would do as well, but splitting one off costs more than the whole rest of a sample.
 *
 * Only for blocks that come back through free() and realloc() of allocate.c: pymalloc hands what is not its own to these.
 * slab_holds: any time, no lock. The others take the lock of memory.h by themselves; ordinary context, no libc.
 */
#ifndef HEATLINE_MEMORY_SLAB_H
#define HEATLINE_MEMORY_SLAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SLAB_BYTES (64u << 20)
#define SLAB_LARGEST 512u

extern uintptr_t heatline_slab __attribute__((visibility("hidden"))); /* its first address; 0: none yet */

static inline bool slab_holds(const void *block)
{
    return (uintptr_t)block - heatline_slab < SLAB_BYTES && heatline_slab;
}

/* Reserves the addresses, once. False without any. */
bool slab_open(void);

/* A block of at least `size` bytes, aligned to 16, not cleared; NULL when there is none. The word before it, where malloc keeps a block's size, is all
 * ones: so free() finds it as it finds large blocks. */
void *slab_take(size_t size);
void slab_give(void *block);

/* The bytes that a block has. */
size_t slab_size(const void *block);

#endif
