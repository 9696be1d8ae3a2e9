#include "rule_cache.h"

#include <stdatomic.h>
#include <stddef.h>

/* 128 KiB, of which a program with few frames touches the first 16: a page that is met for the first time costs more than finding the rule. */
#define ENTRIES 4096u
#define FIRST_ENTRIES 512u
#define OBJECT_ID_BITS 16
#define RBP_BIT ((uint64_t)1 << 31)
#define GOLDEN_RATIO 0x9e3779b97f4a7c15u /* 2^64 / golden ratio: Knuth's multiplicative hash */

struct cache_entry {
    _Atomic uint64_t key;    /* lookup_pc << 16 | object id: a pc has at most 48 bits */
    _Atomic uint64_t extent; /* lookup_pc - function_start << 32 | rbp bit | cfa_offset */
    _Atomic uint64_t saved;  /* 8 bits per register */
    _Atomic uint64_t check;
};

static _Alignas(4096) struct cache_entry entries[ENTRIES];
static _Atomic uint32_t n_added; /* until the whole table is in use; what was added before is found no more, and added again */

static uint64_t key_of(uintptr_t lookup_pc, uint32_t object_id)
{
    return (uint64_t)lookup_pc << OBJECT_ID_BITS | object_id;
}

static struct cache_entry *entry_of(uint64_t key)
{
    bool few = atomic_load_explicit(&n_added, memory_order_relaxed) < FIRST_ENTRIES;
    return &entries[(key * GOLDEN_RATIO >> 32) % (few ? FIRST_ENTRIES : ENTRIES)];
}

static uint64_t check_of(uint64_t key, uint64_t extent, uint64_t saved)
{
    return ((key * GOLDEN_RATIO ^ extent) * GOLDEN_RATIO ^ saved) * GOLDEN_RATIO;
}

bool frame_rule_from_row(struct frame_rule *rule, const struct unwind_entry *entry, const struct cfa_row *row)
{
    if (entry->is_signal_frame || row->cfa_is_expression || row->cfa_offset < 0 || row->cfa_offset > INT32_MAX ||
        (row->cfa_register != REGISTER_RSP && row->cfa_register != REGISTER_RBP))
        return false;
    if (row->kind[REGISTER_RIP] != RULE_AT_CFA || row->value[REGISTER_RIP] != -8)
        return false;
    for (unsigned number = 0; number < REGISTER_RIP; number++) {
        if ((REGISTERS_PRESERVED >> number & 1) == 0 && row->kind[number] != RULE_UNSPECIFIED)
            return false;
    }
    for (unsigned index = 0; index < SAVED_REGISTERS; index++) {
        uint8_t kind = row->kind[SAVED_ORDER[index]];
        int64_t value = row->value[SAVED_ORDER[index]];
        rule->saved[index] = 0;
        if (kind == RULE_UNSPECIFIED || kind == RULE_SAME)
            continue;
        if (kind != RULE_AT_CFA || value >= 0 || value % 8 != 0 || value < -8 * UINT8_MAX)
            return false;
        rule->saved[index] = (uint8_t)(-value / 8);
    }
    rule->function_start = entry->start;
    rule->cfa_offset = (uint32_t)row->cfa_offset;
    rule->cfa_is_from_rbp = row->cfa_register == REGISTER_RBP;
    return true;
}

bool rule_cache_find(uintptr_t lookup_pc, uint32_t object_id, struct frame_rule *rule)
{
    uint64_t key = key_of(lookup_pc, object_id);
    struct cache_entry *entry = entry_of(key);
    if (atomic_load_explicit(&entry->key, memory_order_relaxed) != key)
        return false;
    uint64_t extent = atomic_load_explicit(&entry->extent, memory_order_relaxed);
    uint64_t saved = atomic_load_explicit(&entry->saved, memory_order_relaxed);
    if (atomic_load_explicit(&entry->check, memory_order_relaxed) != check_of(key, extent, saved))
        return false;
    rule->function_start = lookup_pc - (uintptr_t)(extent >> 32);
    rule->cfa_offset = (uint32_t)(extent & (RBP_BIT - 1));
    rule->cfa_is_from_rbp = (extent & RBP_BIT) != 0;
    for (unsigned index = 0; index < SAVED_REGISTERS; index++)
        rule->saved[index] = (uint8_t)(saved >> (8 * index));
    return true;
}

void rule_cache_add(uintptr_t lookup_pc, uint32_t object_id, const struct frame_rule *rule)
{
    uint64_t key = key_of(lookup_pc, object_id);
    uint64_t distance = lookup_pc - rule->function_start;
    if (distance > UINT32_MAX)
        return;
    uint64_t extent = distance << 32 | (rule->cfa_is_from_rbp ? RBP_BIT : 0) | rule->cfa_offset;
    uint64_t saved = 0;
    for (unsigned index = 0; index < SAVED_REGISTERS; index++)
        saved |= (uint64_t)rule->saved[index] << (8 * index);
    if (atomic_load_explicit(&n_added, memory_order_relaxed) < FIRST_ENTRIES)
        atomic_fetch_add_explicit(&n_added, 1, memory_order_relaxed);
    struct cache_entry *entry = entry_of(key);
    atomic_store_explicit(&entry->key, key, memory_order_relaxed);
    atomic_store_explicit(&entry->extent, extent, memory_order_relaxed);
    atomic_store_explicit(&entry->saved, saved, memory_order_relaxed);
    atomic_store_explicit(&entry->check, check_of(key, extent, saved), memory_order_relaxed);
}
