/*
 * Evaluates the DWARF expressions that occur in unwind data (PLT entries, signal trampolines, realigned stacks).
 *
 * Thread and signal safety: pure; at most 256 operations on a stack of 16, all memory by guarded reads.
 */
#ifndef HEATLINE_UNWIND_CFA_EXPRESSION_H
#define HEATLINE_UNWIND_CFA_EXPRESSION_H

#include <stdint.h>

#include "registers.h"
#include "status.h"

/*
 * `block` is the address of the expression's length (ULEB128), `end` the end of the unwind entry that holds it.
 * `initial`, if not NULL, is pushed first (the CFA, for register rules).
 */
enum unwind_status cfa_expression_evaluate(uintptr_t block, uintptr_t end, const struct register_set *registers, const uint64_t *initial,
                                           uint64_t *result);

#endif
