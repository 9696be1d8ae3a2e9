#define _GNU_SOURCE
#include "copy_chain.h"

#include "../core/classify.h"
#include "../core/text.h"
#include "../core/tree.h"
#include "../unwind/eval_range.h"
#include "../unwind/unwind.h"
#include "../core/modules.h"

#define SLOTS 512u
#define NODE_BITS 20u
#define NODE_MASK ((1ull << NODE_BITS) - 1)

/* One word each: 44 bits of the hash of (stack, caller) above the node that the chain ends in. */
static uint64_t known[SLOTS];

/* Outermost first, without our own frames. */
static uint32_t chain_store(uint32_t node)
{
    struct native_frame frames[CLASSIFY_MAX_CHAIN];
    struct unwind_cursor cursor;
    unsigned n = 0;
    unwind_begin_here(&cursor);
    unwind_describe(&cursor);
    const struct object *own = cursor.object;
    while (n < CLASSIFY_MAX_CHAIN && !eval_range_contains(cursor.lookup_pc)) {
        unwind_describe(&cursor);
        if (cursor.object && cursor.object != own) {
            frames[n].module = module_record(cursor.object);
            frames[n++].offset = cursor.function_start ? cursor.function_start - cursor.object->bias : UINT64_MAX;
        }
        if (unwind_step(&cursor) != UNWIND_OK)
            break;
    }
    for (unsigned i = n; i-- > 0 && node;)
        if (n - i <= CLASSIFY_MAX_STORED)
            node = tree_native(node, frames[i].module, frames[i].offset);
    return node;
}

uint32_t copy_chain_store(uint32_t node, const void *caller)
{
    uint64_t hash = number_hash((uintptr_t)caller ^ (uint64_t)node << 44);
    uint64_t *slot = &known[hash % SLOTS], value = __atomic_load_n(slot, __ATOMIC_RELAXED);
    if (value && ((value ^ hash) & ~NODE_MASK) == 0)
        return (uint32_t)(value & NODE_MASK);
    uint32_t end = chain_store(node);
    if (end)
        __atomic_store_n(slot, (hash & ~NODE_MASK) | end, __ATOMIC_RELAXED);
    return end;
}
