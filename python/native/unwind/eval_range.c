#include "eval_range.h"

#include <stdatomic.h>
#include <stddef.h>

#include "fde.h"
#include "memory.h"
#include "objects.h"

/* The largest interpreter loops are some 100 KiB. */
#define PART_SIZE_MAX (1u << 20)
#define REJECTED_MAX 64u
/* The direct jumps: E9 rel32 and 0F 8x rel32. */
#define JUMP_SIZE_MIN 5u
#define JUMP_SIZE_MAX 6u

static struct code_range parts[EVAL_RANGES_MAX];
static _Atomic unsigned part_count;

/* Entries that jumps reach but that don't jump back, so that each is read once; when full, more are just read again. */
struct rejections {
    uintptr_t start[REJECTED_MAX];
    unsigned count;
};

/* Called per direct jump found; false ends the scan. */
typedef bool jump_visitor(void *context, uintptr_t target);

static bool range_holds(const struct code_range *range, uintptr_t pc)
{
    return pc >= range->start && pc < range->end;
}

/* The target of a direct jump at `at`, of which `code` holds `size` bytes, at least JUMP_SIZE_MIN; or 0. */
static uintptr_t jump_target(const uint8_t *code, unsigned size, uintptr_t at)
{
    unsigned opcode_size;
    if (code[0] == 0xe9)
        opcode_size = 1;
    else if (size >= JUMP_SIZE_MAX && code[0] == 0x0f && (code[1] & 0xf0) == 0x80)
        opcode_size = 2;
    else
        return 0;
    uint32_t distance = 0;
    for (unsigned index = 0; index < 4; index++)
        distance |= (uint32_t)code[opcode_size + index] << (8 * index);
    return at + opcode_size + 4 + (uintptr_t)(intptr_t)(int32_t)distance;
}

/*
 * Looks at every byte as if an instruction started there: finds all direct jumps, and some that are none, which the
 * caller's demand for a jump back filters out.
 */
static void scan_jumps(const struct code_range *range, jump_visitor *visit, void *context)
{
    uintptr_t end = range->end - range->start > PART_SIZE_MAX ? range->start + PART_SIZE_MAX : range->end;
    for (uintptr_t at = range->start; at + JUMP_SIZE_MIN <= end;) {
        uint8_t code[MEMORY_READ_MAX];
        unsigned size = end - at < sizeof code ? (unsigned)(end - at) : (unsigned)sizeof code;
        if (mem_read(code, at, size) != 0)
            return;
        bool is_last = at + size == end;
        unsigned starts = size - (is_last ? JUMP_SIZE_MIN : JUMP_SIZE_MAX) + 1;
        for (unsigned index = 0; index < starts; index++) {
            uintptr_t target = jump_target(code + index, size - index, at + index);
            if (target != 0 && !visit(context, target))
                return;
        }
        at += starts;
    }
}

struct jump_back {
    const struct code_range *symbol;
    bool is_found;
};

/* A jump to the very start would be a tail call of the function, not a way back into its middle. */
static bool visit_jump_back(void *context, uintptr_t target)
{
    struct jump_back *search = context;
    search->is_found = target > search->symbol->start && target < search->symbol->end;
    return !search->is_found;
}

struct part_search {
    const struct object *object;
    struct code_range found[EVAL_RANGES_MAX];
    unsigned count;
    struct rejections rejected;
};

static bool is_rejected(const struct part_search *search, uintptr_t start)
{
    for (unsigned index = 0; index < search->rejected.count; index++) {
        if (search->rejected.start[index] == start)
            return true;
    }
    return false;
}

static bool visit_jump(void *context, uintptr_t target)
{
    struct part_search *search = context;
    struct unwind_entry entry;
    if (target < search->object->text_low || target >= search->object->text_high)
        return true;
    for (unsigned index = 0; index < search->count; index++) {
        if (range_holds(&search->found[index], target))
            return true;
    }
    if (fde_find(search->object, target, &entry) != UNWIND_OK || is_rejected(search, entry.start))
        return true;
    struct code_range part = {entry.start, entry.end};
    struct jump_back back = {&search->found[0], false};
    scan_jumps(&part, visit_jump_back, &back);
    if (back.is_found)
        search->found[search->count++] = part;
    else if (search->rejected.count < REJECTED_MAX)
        search->rejected.start[search->rejected.count++] = entry.start;
    return search->count < EVAL_RANGES_MAX;
}

unsigned eval_range_init(uintptr_t symbol_address, unsigned dynsym_size)
{
    struct part_search search;
    struct unwind_entry entry;
    search.object = objects_find(symbol_address);
    search.count = search.rejected.count = 0;
    if (search.object == NULL)
        return 0;
    if (fde_find(search.object, symbol_address, &entry) == UNWIND_OK)
        search.found[search.count++] = (struct code_range){entry.start, entry.end};
    else if (dynsym_size > 0)
        search.found[search.count++] = (struct code_range){symbol_address, symbol_address + dynsym_size};
    for (unsigned index = 0; index < search.count && search.count < EVAL_RANGES_MAX; index++) {
        struct code_range part = search.found[index];
        scan_jumps(&part, visit_jump, &search);
    }
    memory_copy_words(parts, search.found, search.count * (unsigned)(sizeof parts[0] / sizeof(memory_word)));
    atomic_store_explicit(&part_count, search.count, memory_order_release);
    return search.count;
}

bool eval_range_contains(uintptr_t pc)
{
    unsigned count = atomic_load_explicit(&part_count, memory_order_acquire);
    for (unsigned index = 0; index < count; index++) {
        if (range_holds(&parts[index], pc))
            return true;
    }
    return false;
}

struct code_range eval_range_get(unsigned index)
{
    return index < EVAL_RANGES_MAX ? parts[index] : (struct code_range){0, 0};
}
