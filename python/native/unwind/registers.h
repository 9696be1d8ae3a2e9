/*
 * DWARF numbers of the x86-64 registers (System V psABI, figure 3.36) and a set of them with what is known.
 */
#ifndef HEATLINE_UNWIND_REGISTERS_H
#define HEATLINE_UNWIND_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

enum register_number {
    REGISTER_RAX, REGISTER_RDX, REGISTER_RCX, REGISTER_RBX, REGISTER_RSI, REGISTER_RDI, REGISTER_RBP, REGISTER_RSP,
    REGISTER_R8, REGISTER_R9, REGISTER_R10, REGISTER_R11, REGISTER_R12, REGISTER_R13, REGISTER_R14, REGISTER_R15,
    REGISTER_RIP,
    REGISTER_COUNT,
};

/* Registers that a called function must preserve: the ones that stay known where a frame says nothing. */
#define REGISTERS_PRESERVED                                                                                            \
    (1u << REGISTER_RBX | 1u << REGISTER_RBP | 1u << REGISTER_R12 | 1u << REGISTER_R13 | 1u << REGISTER_R14 | 1u << REGISTER_R15)

struct register_set {
    uint64_t value[REGISTER_COUNT];
    uint32_t known; /* bit per register: value holds what the frame had */
};

static inline bool register_is_known(const struct register_set *set, unsigned number)
{
    return number < REGISTER_COUNT && (set->known >> number & 1) != 0;
}

#endif
