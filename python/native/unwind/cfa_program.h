/*
 * Runs the call frame instructions of an unwind entry up to a pc: the row of rules that restores the caller's registers.
 *
 * Thread and signal safety: pure over guarded reads; needs about 2 KiB of stack; bounded by instruction count.
 */
#ifndef HEATLINE_UNWIND_CFA_PROGRAM_H
#define HEATLINE_UNWIND_CFA_PROGRAM_H

#include <stdint.h>

#include "fde.h"
#include "registers.h"
#include "status.h"

enum rule_kind {
    RULE_UNSPECIFIED = 0, /* as the calling convention says */
    RULE_UNDEFINED,       /* lost; for the return address: there is no caller */
    RULE_SAME,
    RULE_AT_CFA,        /* stored at CFA + value */
    RULE_CFA_PLUS,      /* is CFA + value */
    RULE_REGISTER,      /* held by register `value` */
    RULE_AT_EXPRESSION, /* stored at the result of the expression at address `value` */
    RULE_EXPRESSION,    /* is that result */
};

struct cfa_row {
    int64_t value[REGISTER_COUNT];
    int64_t cfa_offset;          /* or the address of the expression */
    uint8_t kind[REGISTER_COUNT];
    uint8_t cfa_register;
    bool cfa_is_expression;
    uint8_t padding[5];
};

/* The row that holds at pc, which must lie in the entry. UNWIND_OK, UNWIND_BAD_CFI, UNWIND_FAULT or UNWIND_LIMIT. */
enum unwind_status cfa_program_run(const struct unwind_entry *entry, uintptr_t pc, struct cfa_row *row);

#endif
