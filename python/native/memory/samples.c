#include "samples.h"

#include "../core/system.h"
#include "../core/text.h"

#include <sys/mman.h>

/*
 * A slot is one word: the address above the number of its sample. Samples lie close together, and the slots begin as few: a short program touches
 * some ten pages (2 us each on a virtual machine), not one for each sample. Every number of slots has an area of its own, one behind the other, so
 * that a reader without the lock who mixes the sizes stays within the mapping.
 */
#define FEWEST_BITS 11u
#define MOST_BITS 16u
#define PLACE_BITS 16u
#define PLACE_MASK ((1u << PLACE_BITS) - 1)
#define SLOTS ((2u << MOST_BITS) - (1u << FEWEST_BITS))

static struct {
    void *memory;
    uint64_t *slots; /* of all areas; 0: free */
    struct sample *samples;
    uint32_t bits; /* the area in use has 2^bits slots */
    uint32_t count, n_samples;
    uint32_t free;    /* place of a sample that was given back, plus one; the next one is its row */
    uint32_t changes; /* odd while slots move */
} table;

bool samples_open(void)
{
    if (!system_zeroed(&table.memory, SLOTS * sizeof *table.slots + SAMPLES_MOST * sizeof *table.samples))
        return false;
    table.samples = (struct sample *)((char *)table.memory + SLOTS * sizeof *table.slots);
    table.bits = FEWEST_BITS;
    table.count = table.n_samples = table.free = table.changes = 0;
    __atomic_store_n(&table.slots, (uint64_t *)table.memory, __ATOMIC_RELEASE);
    return true;
}

static uint64_t *area_of(uint32_t bits)
{
    return table.slots + (1u << bits) - (1u << FEWEST_BITS);
}

static uint32_t home_slot(uintptr_t address, uint32_t mask)
{
    return (uint32_t)number_hash(address >> 4) & mask;
}

static bool is_of(uint64_t slot, uintptr_t address)
{
    return slot >> PLACE_BITS == address;
}

/* The slot of an address, or the free one where it would be. An area is never full. */
static uint64_t *slot_find(uintptr_t address)
{
    uint32_t bits = __atomic_load_n(&table.bits, __ATOMIC_ACQUIRE), mask = (1u << bits) - 1;
    uint64_t *slots = area_of(bits);
    for (uint32_t at = home_slot(address, mask);; at = (at + 1) & mask) {
        uint64_t slot = __atomic_load_n(&slots[at], __ATOMIC_ACQUIRE);
        if (!slot || is_of(slot, address))
            return &slots[at];
    }
}

bool samples_may_hold(uintptr_t address)
{
    if (!__atomic_load_n(&table.slots, __ATOMIC_ACQUIRE))
        return false;
    uint32_t before = __atomic_load_n(&table.changes, __ATOMIC_ACQUIRE);
    if (is_of(__atomic_load_n(slot_find(address), __ATOMIC_ACQUIRE), address))
        return true;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return (before & 1) || __atomic_load_n(&table.changes, __ATOMIC_RELAXED) != before;
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

/* Everything into the next area; the old one's memory is given back. */
static void slots_double(void)
{
    uint32_t n = 1u << table.bits;
    uint64_t *old = area_of(table.bits);
    changes_begin();
    __atomic_store_n(&table.bits, table.bits + 1, __ATOMIC_RELEASE);
    for (uint32_t at = 0; at < n; at++)
        if (old[at])
            __atomic_store_n(slot_find(old[at] >> PLACE_BITS), old[at], __ATOMIC_RELEASE);
    SYSTEM_3(SYS_madvise, old, n * sizeof *old, MADV_DONTNEED);
    changes_end();
}

static uint32_t place_take(void)
{
    if (!table.free)
        return table.n_samples++;
    uint32_t place = table.free - 1;
    table.free = table.samples[place].row;
    return place;
}

bool samples_add(uintptr_t address, const struct sample *sample, struct sample *replaced)
{
    if (table.count >= 1u << (table.bits - 1) && table.bits < MOST_BITS)
        slots_double();
    uint64_t *slot = slot_find(address);
    if (*slot) {
        *replaced = table.samples[*slot & PLACE_MASK];
        table.samples[*slot & PLACE_MASK] = *sample;
        return true;
    }
    uint32_t place = place_take();
    table.samples[place] = *sample;
    table.count++;
    __atomic_store_n(slot, (uint64_t)address << PLACE_BITS | place, __ATOMIC_RELEASE);
    return false;
}

/* Frees a slot and moves those behind it up, so that no search ends too early. */
static void slot_clear(uint64_t *slot)
{
    uint64_t *slots = area_of(table.bits);
    uint32_t mask = (1u << table.bits) - 1, hole = (uint32_t)(slot - slots), place = *slot & PLACE_MASK;
    for (uint32_t next = (hole + 1) & mask; slots[next]; next = (next + 1) & mask) {
        uint32_t home = home_slot(slots[next] >> PLACE_BITS, mask);
        if (((next - home) & mask) < ((next - hole) & mask))
            continue;
        __atomic_store_n(&slots[hole], slots[next], __ATOMIC_RELEASE);
        hole = next;
    }
    __atomic_store_n(&slots[hole], 0, __ATOMIC_RELEASE);
    table.samples[place].row = table.free;
    table.free = place + 1;
    table.count--;
}

bool samples_take(uintptr_t address, struct sample *sample)
{
    uint64_t *slot = slot_find(address);
    if (!*slot)
        return false;
    *sample = table.samples[*slot & PLACE_MASK];
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
    uint64_t *slots = area_of(table.bits);
    changes_begin();
    for (uint32_t at = 0; at < 1u << table.bits; at++)
        while (slots[at] && !keep(&table.samples[slots[at] & PLACE_MASK], context))
            slot_clear(&slots[at]);
    changes_end();
}
