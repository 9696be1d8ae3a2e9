#include "samples.h"

#include "../core/system.h"
#include "../core/text.h"

#define SLOTS 65536u
#define MASK (SLOTS - 1)

static struct {
    void *memory;
    uintptr_t *keys; /* 0: free */
    struct sample *samples;
    uint32_t count;
    uint32_t changes; /* odd while entries move */
} table;

bool samples_open(void)
{
    size_t size = SLOTS * (sizeof *table.keys + sizeof *table.samples);
    if (!system_zeroed(&table.memory, size))
        return false;
    table.samples = (struct sample *)((char *)table.memory + SLOTS * sizeof *table.keys);
    __atomic_store_n(&table.keys, (uintptr_t *)table.memory, __ATOMIC_RELEASE);
    table.count = table.changes = 0;
    return true;
}

static uint32_t home_slot(uintptr_t address)
{
    return (uint32_t)(number_hash(address >> 4) & MASK);
}

/* The slot of an address, or the free one where it would be. The table is never full. */
static uint32_t slot_find(uintptr_t address)
{
    uint32_t slot = home_slot(address);
    for (;;) {
        uintptr_t key = __atomic_load_n(&table.keys[slot], __ATOMIC_ACQUIRE);
        if (!key || key == address)
            return slot;
        slot = (slot + 1) & MASK;
    }
}

bool samples_may_hold(uintptr_t address)
{
    if (!table.keys)
        return false;
    uint32_t before = __atomic_load_n(&table.changes, __ATOMIC_ACQUIRE);
    if (__atomic_load_n(&table.keys[slot_find(address)], __ATOMIC_ACQUIRE) == address)
        return true;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return (before & 1) || __atomic_load_n(&table.changes, __ATOMIC_RELAXED) != before;
}

bool samples_add(uintptr_t address, const struct sample *sample, struct sample *replaced)
{
    uint32_t slot = slot_find(address);
    bool found = table.keys[slot] == address;
    if (found)
        *replaced = table.samples[slot];
    else
        table.count++;
    table.samples[slot] = *sample;
    __atomic_store_n(&table.keys[slot], address, __ATOMIC_RELEASE);
    return found;
}

/* Frees a slot and moves those behind it up, so that no search ends too early. */
static void slot_clear(uint32_t hole)
{
    for (uint32_t next = (hole + 1) & MASK; table.keys[next]; next = (next + 1) & MASK) {
        uint32_t home = home_slot(table.keys[next]);
        if (((next - home) & MASK) < ((next - hole) & MASK))
            continue;
        table.samples[hole] = table.samples[next];
        __atomic_store_n(&table.keys[hole], table.keys[next], __ATOMIC_RELEASE);
        hole = next;
    }
    __atomic_store_n(&table.keys[hole], 0, __ATOMIC_RELEASE);
    table.count--;
}

static void changes_begin(void)
{
    __atomic_store_n(&table.changes, table.changes + 1, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static void changes_end(void)
{
    __atomic_store_n(&table.changes, table.changes + 1, __ATOMIC_RELEASE);
}

bool samples_take(uintptr_t address, struct sample *sample)
{
    uint32_t slot = slot_find(address);
    if (table.keys[slot] != address)
        return false;
    *sample = table.samples[slot];
    changes_begin();
    slot_clear(slot);
    changes_end();
    return true;
}

uint32_t samples_count(void)
{
    return table.count;
}

void samples_thin(bool (*keep)(struct sample *sample, void *context), void *context)
{
    changes_begin();
    for (uint32_t slot = 0; slot < SLOTS; slot++)
        while (table.keys[slot] && !keep(&table.samples[slot], context))
            slot_clear(slot);
    changes_end();
}
