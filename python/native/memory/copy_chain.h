/* Which native functions stand between the Python line and a copy: they tell what kind of copy it was.
 * Any thread, ordinary context (a hook of memcpy). */
#ifndef HEATLINE_MEMORY_COPY_CHAIN_H
#define HEATLINE_MEMORY_COPY_CHAIN_H

#include <stdint.h>

/* The node of the native chain of the calling hook below `node`, a Python stack. `caller` is where the hook returns to: with the same stack
 * and caller the chain is taken to be the same, so that it is unwound once. */
uint32_t copy_chain_store(uint32_t node, const void *caller);

#endif
