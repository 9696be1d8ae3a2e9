#include "return_scan.h"

#include <stddef.h>

#include "fde.h"
#include "memory.h"
#include "objects.h"

/* Such frames hold some saved registers and few locals. */
#define STACK_WORDS_MAX 64u
/* Kernels with large buffers keep the old stack pointer in a preserved register; above it lie at most those pushed. */
#define SAVED_WORDS_MAX 12u
#define BUFFER_SIZE_MAX ((uintptr_t)1 << 20)
/* A function called directly starts at most so far below the pc that runs in it. */
#define FUNCTION_SIZE_MAX 65536u

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

/* A direct call counts only if it leads into the callee: to its own code shortly before pc, or out to a PLT stub. */
static bool follows_call(uintptr_t address, uintptr_t pc)
{
    uint8_t code[8];
    if (mem_read(code, address - sizeof code, sizeof code) != 0)
        return false;
    if (ends_in_indirect_call(code))
        return true;
    if (code[3] != 0xe8)
        return false;
    uint32_t distance = (uint32_t)code[4] | (uint32_t)code[5] << 8 | (uint32_t)code[6] << 16 | (uint32_t)code[7] << 24;
    uintptr_t target = address + (uintptr_t)(intptr_t)(int32_t)distance;
    return (target <= pc && pc - target < FUNCTION_SIZE_MAX) || is_stub(target);
}

static bool scan_words(uintptr_t start, unsigned count, uintptr_t pc, struct return_slot *slot)
{
    for (unsigned index = 0; index < count; index++) {
        uintptr_t at = start + index * sizeof(uint64_t);
        uint64_t word;
        struct unwind_entry entry;
        if (mem_read8(&word, at) != 0)
            return false;
        const struct object *object = objects_find_known(word);
        if (object == NULL || !follows_call(word, pc) || fde_find(object, word - 1, &entry) != UNWIND_OK)
            continue;
        slot->at = at;
        slot->address = word;
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
    if (scan_words(stack, STACK_WORDS_MAX, pc, slot))
        return true;
    for (unsigned index = 0; index < sizeof OLD_STACK_POINTERS; index++) {
        unsigned number = OLD_STACK_POINTERS[index];
        uint64_t old = registers->value[number];
        if (register_is_known(registers, number) && old % 8 == 0 && old > stack && old - stack < BUFFER_SIZE_MAX &&
            scan_words(old, SAVED_WORDS_MAX, pc, slot))
            return true;
    }
    return false;
}
