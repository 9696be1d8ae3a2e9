/*
 * Finds and parses the unwind entry (FDE with its CIE) of a pc in .eh_frame.
 *
 * Thread and signal safety: pure functions over guarded reads; bounded, no state.
 */
#ifndef HEATLINE_UNWIND_FDE_H
#define HEATLINE_UNWIND_FDE_H

#include <stdbool.h>
#include <stdint.h>

#include "objects.h"
#include "status.h"

struct unwind_entry {
    uintptr_t start, end;                /* the code that the entry covers */
    uintptr_t initial, initial_end;      /* call frame instructions of the CIE */
    uintptr_t program, program_end;      /* call frame instructions of the FDE */
    uint64_t code_align;
    int64_t data_align;
    uint8_t pointer_encoding;
    bool is_signal_frame;                /* augmentation 'S': its caller was interrupted, not calling */
};

/* UNWIND_OK with *entry filled, or UNWIND_NO_ENTRY, UNWIND_BAD_CFI, UNWIND_FAULT, UNWIND_LIMIT. */
enum unwind_status fde_find(const struct object *object, uintptr_t pc, struct unwind_entry *entry);

#endif
