/*
 * Unwinds native stacks on x86-64 from .eh_frame, inside signal handlers of a process that is not ours.
 *
 * Use:
 *     struct unwind_cursor cursor;
 *     unwind_begin(&cursor, context);
 *     for (unsigned depth = 0; depth < limit; depth++) {
 *         ... cursor.lookup_pc; unwind_describe(&cursor) fills cursor.function_start and cursor.object ...
 *         if (unwind_step(&cursor) != UNWIND_OK)
 *             break;
 *     }
 * The number of steps is the caller's bound; each step is bounded in itself.
 *
 * Thread and signal safety: all functions may run on any thread, in signal handlers and while the loader works. They
 * take no locks, call nothing but the guarded reader, allocate nothing, use no thread-local storage and less than 4 KiB
 * of stack. objects_init (objects.h) must have run once before.
 */
#ifndef HEATLINE_UNWIND_UNWIND_H
#define HEATLINE_UNWIND_UNWIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#include "fde.h"
#include "objects.h"
#include "registers.h"
#include "rule_cache.h"
#include "status.h"

enum unwind_recovery {
    UNWIND_RECOVERED_BY_ENTRY = 0,
    UNWIND_RECOVERED_BY_FRAME_POINTER = 1,
    UNWIND_RECOVERED_BY_SCAN = 2,
};

struct unwind_cursor {
    struct register_set registers; /* of the current frame */
    uintptr_t pc;                  /* where it executes or will return to */
    uintptr_t lookup_pc;           /* an address inside the instruction: pc, or pc - 1 behind a call */
    const struct object *object;   /* after unwind_describe: holds lookup_pc; NULL: none known (generated code) */
    uintptr_t function_start;      /* after unwind_describe: start of the unwind entry, 0: none */
    bool is_signal_frame;          /* after unwind_describe: the trampoline that a signal handler returns to */
    enum unwind_recovery recovered; /* how the step to this frame was made; more than BY_ENTRY is less than certain */
    bool is_described;
    enum unwind_status found;      /* what the search for the entry said */
    bool has_rule;                 /* `rule` says how to step, and `entry` was not looked for */
    struct frame_rule rule;
    struct unwind_entry entry;     /* valid if found is UNWIND_OK without a rule */
};

/* Starts at the interrupted instruction of a signal handler's context. */
void unwind_begin(struct unwind_cursor *cursor, const ucontext_t *context);

/*
 * Starts at the calling function itself. Inlined, so that the registers are those of the caller's frame, which must be
 * alive as long as the cursor is stepped.
 */
static inline __attribute__((always_inline)) void unwind_begin_here(struct unwind_cursor *cursor)
{
    uint64_t *value = cursor->registers.value;
    __asm__ volatile("leaq 0f(%%rip), %%rax\n\t"
                     "0:\n\t"
                     "movq %%rax, 128(%0)\n\t"
                     "movq %%rbx, 24(%0)\n\t"
                     "movq %%rbp, 48(%0)\n\t"
                     "movq %%rsp, 56(%0)\n\t"
                     "movq %%r12, 96(%0)\n\t"
                     "movq %%r13, 104(%0)\n\t"
                     "movq %%r14, 112(%0)\n\t"
                     "movq %%r15, 120(%0)"
                     :
                     : "r"(value)
                     : "rax", "memory");
    cursor->registers.known = REGISTERS_PRESERVED | 1u << REGISTER_RSP | 1u << REGISTER_RIP;
    cursor->pc = cursor->lookup_pc = value[REGISTER_RIP];
    cursor->object = NULL;
    cursor->is_described = false;
    cursor->recovered = UNWIND_RECOVERED_BY_ENTRY;
}

/* Finds object, entry and function of the current frame, once per frame. Returns what the search for the entry said. */
enum unwind_status unwind_describe(struct unwind_cursor *cursor);

/* Moves to the caller. On anything but UNWIND_OK the cursor stays where it is. */
enum unwind_status unwind_step(struct unwind_cursor *cursor);

/* The start of the unwind entry that covers pc, 0 if there is none. */
uintptr_t unwind_function_start(uintptr_t pc);

#endif
