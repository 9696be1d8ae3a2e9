/*
 * The code of the interpreter loop: compilers split _PyEval_EvalFrameDefault into a part at the symbol and cold parts
 * elsewhere, with unwind entries of their own (the symbol of some builds covers less than 1 % of the loop).
 *
 * Thread and signal safety: eval_range_init once, in ordinary context after objects_init; eval_range_contains anywhere
 * at any time (false until the init has ended).
 */
#ifndef HEATLINE_UNWIND_EVAL_RANGE_H
#define HEATLINE_UNWIND_EVAL_RANGE_H

#include <stdbool.h>
#include <stdint.h>

#define EVAL_RANGES_MAX 16u

struct code_range {
    uintptr_t start, end;
};

/*
 * Finds the parts: the unwind entry that holds the symbol (or the symbol's own size without one), and each entry that a
 * part's direct jumps reach and that jumps back into the symbol's entry. Returns their number, 0 if the code is unreadable.
 */
unsigned eval_range_init(uintptr_t symbol_address, unsigned dynsym_size);

bool eval_range_contains(uintptr_t pc);

/* The index-th part, the symbol's own first; index < what eval_range_init returned. */
struct code_range eval_range_get(unsigned index);

#endif
