/*
 * Finds the return address of a frame without unwind entry (hand-written kernels of BLAS and codec libraries) by looking
 * at the stack: the nearest word that points behind a call instruction, in code that has an entry, with a fitting frame around it.
 *
 * Thread and signal safety: pure over guarded reads, bounded to some 140 words and their candidates;
 * needs about 3 KiB of stack.
 */
#ifndef HEATLINE_UNWIND_RETURN_SCAN_H
#define HEATLINE_UNWIND_RETURN_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "registers.h"

struct return_slot {
    uintptr_t at;      /* where the return address lies */
    uintptr_t address; /* the return address */
    uintptr_t frame;   /* what rbp was in the caller, if that looks like a frame pointer; else 0 */
};

/* `registers` are those of the frame, rsp known; `pc` is inside it. False: nothing plausible near. */
bool return_slot_find(const struct register_set *registers, uintptr_t pc, struct return_slot *slot);

#endif
