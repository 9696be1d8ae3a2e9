/* What we know about the Python interpreter in this process: addresses, version, layout.
 *
 * interpreter_find: ordinary context, once. The rest is read-only afterwards: signal-safe, thread-safe.
 */
#ifndef HEATLINE_INTERPRETER_H
#define HEATLINE_INTERPRETER_H

#include "../walker/layout.h"

#include <stdbool.h>
#include <stdint.h>

struct interpreter {
    uint32_t version;               /* 0x030c01f0; 0: no Python here */
    const struct py_layout *layout; /* NULL: a version without one */
    uintptr_t code_type;            /* &PyCode_Type */
    uintptr_t eval;                 /* _PyEval_EvalFrameDefault */
    uint32_t eval_size;
    uint32_t object_id;             /* loaded object that holds the interpreter */
    bool has_eval_range;
    void *(*thread_state)(void);    /* PyGILState_GetThisThreadState */
    void *(*holder_state)(void);    /* _PyThreadState_UncheckedGet, up to 3.11: right in subinterpreters */
    int (*is_initialized)(void);
    int (*add_pending)(int (*)(void *), void *);
};

extern struct interpreter interpreter;

/* Fills `interpreter`; false when this process is no CPython 3. */
bool interpreter_find(void);

/* The calling thread's PyThreadState, or 0. Signal-safe: only pthread_getspecific underneath. */
uintptr_t interpreter_thread_state(void);

#endif
