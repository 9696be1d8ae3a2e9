#include "return_scan.h"

#include <stddef.h>

#include "cfa_program.h"
#include "fde.h"
#include "memory.h"
#include "objects.h"
#include "rule_cache.h"

/* Such frames hold some saved registers and few locals. */
#define STACK_WORDS_MAX 64u
/* Kernels with large buffers keep the old stack pointer in a preserved register; above it lie the saved ones (OpenBLAS: 12 to 16 words). */
#define SAVED_WORDS_MAX 24u
#define BUFFER_SIZE_MAX ((uintptr_t)1 << 20)
/* A function called directly starts at most so far below the pc that runs in it. */
#define FUNCTION_SIZE_MAX 65536u

enum call_kind {
    CALL_NONE,     /* no call ends before the address, or one that leads elsewhere */
    CALL_POSSIBLE, /* through a register, memory or a PLT stub */
    CALL_DIRECT,   /* to code shortly before where the callee runs */
};

/* Whether the 8 bytes before a return address can end in an indirect call: FF /2 with every form of operand. */
static bool ends_in_indirect_call(const uint8_t *code)
{
    if (code[6] == 0xff && (code[7] & 0xf8) == 0xd0) /* register */
        return true;
    if (code[6] == 0xff && (code[7] & 0xf8) == 0x10 && (code[7] & 7) != 4 && (code[7] & 7) != 5) /* [register] */
        return true;
    if (code[5] == 0xff && ((code[6] & 0xf8) == 0x50 || code[6] == 0x14)) /* [register + disp8], [scaled] */
        return true;
    if (code[4] == 0xff && code[5] == 0x54) /* [scaled + disp8] */
        return true;
    if (code[2] == 0xff && (code[3] == 0x15 || (code[3] & 0xf8) == 0x90)) /* [rip + disp32], [register + disp32] */
        return true;
    return code[1] == 0xff && code[2] == 0x94; /* [scaled + disp32] */
}

/* PLT stubs jump through memory (FF 25), behind an endbr64 (F3 0F 1E FA) or a bnd prefix (F2) in some. */
static bool is_stub(uintptr_t target)
{
    uint8_t code[8];
    if (mem_read(code, target, sizeof code) != 0)
        return false;
    unsigned start = code[0] == 0xf3 && code[1] == 0x0f && code[2] == 0x1e && code[3] == 0xfa ? 4 : 0;
    start += code[start] == 0xf2;
    return code[start] == 0xff && code[start + 1] == 0x25;
}

/* What the bytes before a return address say about a call of the code that `pc` is in. */
static enum call_kind call_before(uintptr_t address, uintptr_t pc)
{
    uint8_t code[8];
    if (mem_read(code, address - sizeof code, sizeof code) != 0)
        return CALL_NONE;
    if (code[3] == 0xe8) {
        uint32_t distance = (uint32_t)code[4] | (uint32_t)code[5] << 8 | (uint32_t)code[6] << 16 | (uint32_t)code[7] << 24;
        uintptr_t target = address + (uintptr_t)(intptr_t)(int32_t)distance;
        if (is_stub(target))
            return CALL_POSSIBLE;
        if (target <= pc && pc - target < FUNCTION_SIZE_MAX)
            return CALL_DIRECT;
    }
    return ends_in_indirect_call(code) ? CALL_POSSIBLE : CALL_NONE;
}

static bool is_return_address(uint64_t word, uintptr_t pc)
{
    return objects_find_known(word) != NULL && call_before(word, pc) != CALL_NONE;
}

/* A word that points up the stack to a pair whose second is the return address of the function at `address`. */
static bool is_frame_pointer(uint64_t value, const struct return_slot *slot)
{
    uint64_t above;
    return value % 16 == 0 && value > slot->at && value - slot->at < BUFFER_SIZE_MAX && mem_read8(&above, value + sizeof above) == 0 &&
           is_return_address(above, slot->address);
}

/* The callee either left rbp alone or saved it below its return address. */
static uintptr_t frame_find(const struct register_set *registers, const struct return_slot *slot)
{
    if (register_is_known(registers, REGISTER_RBP) && is_frame_pointer(registers->value[REGISTER_RBP], slot))
        return registers->value[REGISTER_RBP];
    for (unsigned index = 1; index <= SAVED_WORDS_MAX; index++) {
        uintptr_t at = slot->at - index * sizeof(uint64_t);
        uint64_t word;
        if (at < registers->value[REGISTER_RSP] || mem_read8(&word, at) != 0)
            return 0;
        if (is_frame_pointer(word, slot))
            return word;
    }
    return 0;
}

/*
 * Whether the frame that would be the caller's has a return address in its own place: words that earlier calls left
 * behind on the stack look like return addresses too, but nothing fits around them. Where the place is not known (its
 * CFA needs an rbp that was not found) a direct call has to be proof enough.
 */
static bool caller_fits(const struct return_slot *slot, const struct unwind_entry *entry, enum call_kind call)
{
    struct cfa_row row;
    struct frame_rule rule;
    uint64_t above;
    if (cfa_program_run(entry, slot->address - 1, &row) != UNWIND_OK || !frame_rule_from_row(&rule, entry, &row))
        return false;
    if (rule.cfa_is_from_rbp && slot->frame == 0)
        return call == CALL_DIRECT;
    uintptr_t cfa = (rule.cfa_is_from_rbp ? slot->frame : slot->at + sizeof(uint64_t)) + rule.cfa_offset;
    return cfa > slot->at && mem_read8(&above, cfa - sizeof above) == 0 && is_return_address(above, slot->address);
}

static bool scan_words(const struct register_set *registers, uintptr_t start, unsigned count, uintptr_t pc, struct return_slot *slot)
{
    for (unsigned index = 0; index < count; index++) {
        uint64_t word;
        struct unwind_entry entry;
        slot->at = start + index * sizeof word;
        if (mem_read8(&word, slot->at) != 0)
            return false;
        const struct object *object = objects_find_known(word);
        enum call_kind call = object != NULL ? call_before(word, pc) : CALL_NONE;
        if (call == CALL_NONE || fde_find(object, word - 1, &entry) != UNWIND_OK)
            continue;
        slot->address = word;
        slot->frame = frame_find(registers, slot);
        if (caller_fits(slot, &entry, call))
            return true;
    }
    return false;
}

bool return_slot_find(const struct register_set *registers, uintptr_t pc, struct return_slot *slot)
{
    static const uint8_t OLD_STACK_POINTERS[] = {REGISTER_RBX, REGISTER_RBP, REGISTER_R15};
    uint64_t stack = registers->value[REGISTER_RSP];
    if (stack % 8 != 0)
        return false;
    if (scan_words(registers, stack, STACK_WORDS_MAX, pc, slot))
        return true;
    for (unsigned index = 0; index < sizeof OLD_STACK_POINTERS; index++) {
        unsigned number = OLD_STACK_POINTERS[index];
        uint64_t old = registers->value[number];
        if (register_is_known(registers, number) && old % 8 == 0 && old > stack && old - stack < BUFFER_SIZE_MAX &&
            scan_words(registers, old, SAVED_WORDS_MAX, pc, slot))
            return true;
    }
    return false;
}
