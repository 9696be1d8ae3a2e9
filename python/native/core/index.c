#include "index.h"

#include "text.h"

#define MAX_PROBES 48u
#define NUMBER_MASK ((1ull << INDEX_NUMBER_BITS) - 1)

size_t index_size(const struct index *index)
{
    size_t size = 0;
    for (unsigned i = 0; i < INDEX_LEVELS; i++)
        size += sizeof(uint64_t) << index->bits[i];
    return size;
}

void *index_place(struct index *index, void *memory)
{
    uint64_t *at = memory;
    for (unsigned i = 0; i < INDEX_LEVELS; i++) {
        index->slots[i] = at;
        index->used[i] = 0;
        at += (size_t)1 << index->bits[i];
    }
    return at;
}

/* The level that new keys go to: the first that is not half full. */
static unsigned newest_level(const struct index *index)
{
    unsigned level = 0;
    while (level + 1 < INDEX_LEVELS && __atomic_load_n(&index->used[level], __ATOMIC_RELAXED) > 1u << (index->bits[level] - 1))
        level++;
    return level;
}

/* The slot of a hash in one level, or the free one where it would be, or NULL; *value is what it holds. */
static uint64_t *level_probe(const struct index *index, unsigned level, uint64_t hash, uint64_t *value)
{
    uint64_t mask = (1ull << index->bits[level]) - 1;
    for (unsigned probe = 0; probe < MAX_PROBES; probe++) {
        uint64_t *slot = &index->slots[level][(hash + probe) & mask];
        *value = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
        if (*value == 0 || ((*value ^ hash) & ~NUMBER_MASK) == 0)
            return slot;
    }
    return NULL;
}

static uint64_t *levels_probe(const struct index *index, unsigned newest, uint64_t hash, uint64_t *value)
{
    /* Most of what is looked for is in the newest level, which is the largest. */
    for (unsigned step = 0; step <= newest; step++) {
        uint64_t *slot = level_probe(index, newest - step, hash, value);
        if (slot && *value)
            return slot;
    }
    return NULL;
}

uint32_t index_get(const struct index *index, uint64_t key)
{
    uint64_t value;
    return levels_probe(index, newest_level(index), number_hash(key), &value) ? (uint32_t)(value & NUMBER_MASK) : 0;
}

void index_add(struct index *index, uint64_t key, uint32_t number)
{
    uint64_t hash = number_hash(key), value, wanted = (hash & ~NUMBER_MASK) | number;
    unsigned newest = newest_level(index);
    uint64_t *slot = level_probe(index, newest, hash, &value);
    /* Where another thread took a free slot meanwhile, the next one is tried; the probes are bounded and keys never leave. */
    while (slot && !__atomic_compare_exchange_n(slot, &value, wanted, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        slot = level_probe(index, newest, hash, &value);
    if (slot && !value)
        __atomic_fetch_add(&index->used[newest], 1, __ATOMIC_RELAXED);
}

void index_set(struct index *index, uint64_t key, uint32_t number)
{
    uint64_t hash = number_hash(key), value;
    uint64_t *slot = levels_probe(index, newest_level(index), hash, &value);
    if (!slot || !__atomic_compare_exchange_n(slot, &value, (hash & ~NUMBER_MASK) | number, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        index_add(index, key, number);
}

void index_prefetch(const struct index *index, uint64_t key)
{
    unsigned level = newest_level(index);
    uint64_t mask = (1ull << index->bits[level]) - 1;
    __builtin_prefetch(&index->slots[level][number_hash(key) & mask]);
}
