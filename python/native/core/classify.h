/* What a thread was doing under its innermost Python frame: in the evaluation loop, in the interpreter's helpers, in C code called from
 * Python, or in the kernel; and the chain of native functions that says which C code.
 *
 * Rules (each found by measurement against code whose kind is known by construction):
 *  1. interrupted just after a system call instruction: kernel;
 *  2. in the evaluation loop: eval;
 *  3. between the loop and the leaf a function of a library other than the interpreter, libc, libm and the loader: native;
 *  4. a C-call entry point (learned from live objects, learn.h) in the chain: native, unless Python's own call machinery comes first;
 *  5. the instruction is specialised for a C function: native;
 *  6. else runtime: the interpreter's own work for the line.
 *
 * Signal-safe, thread-safe.
 */
#ifndef HEATLINE_CLASSIFY_H
#define HEATLINE_CLASSIFY_H

#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

#define CLASSIFY_MAX_CHAIN 64u
#define CLASSIFY_MAX_STORED 16u

struct native_frame {
    uint32_t module;
    uint64_t offset; /* function start minus the module's bias; UINT64_MAX unknown */
};

struct classification {
    uint32_t class;     /* HL_CLASS_* */
    bool lost;          /* the chain did not reach the evaluation loop */
    bool wants_learning;/* a C-call entry point that we don't know may be in the chain */
    unsigned n_frames;  /* native functions to store, outermost first */
    struct native_frame frames[CLASSIFY_MAX_STORED];
};

/* leaf_code and leaf_offset are the innermost Python frame's (0, 0 without one). */
void classify(const ucontext_t *context, uint64_t leaf_code, uint32_t leaf_offset, struct classification *result);

/* True when `pc` belongs to the interpreter itself. */
bool classify_is_interpreter(uintptr_t pc);

#endif
