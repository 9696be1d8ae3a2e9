/* Addresses of the interpreter's call machinery, learned from live objects.
 *
 * Stripped interpreters have no names for the functions through which bytecode calls C functions, but every builtin function, method
 * descriptor and type holds their addresses. learn_request asks the interpreter to run the learning between two bytecodes (a pending call,
 * with the GIL held): no module is imported, no attribute is set, nothing stays behind.
 *
 * learned_kind: signal-safe, thread-safe. learn_request: only where the calling thread can't be inside Py_AddPendingCall; the sampler calls
 * it when the interrupted instruction is in the evaluation loop.
 */
#ifndef HEATLINE_LEARN_H
#define HEATLINE_LEARN_H

#include <stdint.h>

enum learned {
    LEARNED_NOTHING = 0,
    LEARNED_C_CALL = 1,      /* calls a C function on behalf of bytecode */
    LEARNED_ANY_CALL = 2,    /* calls something: what it is shows further down the chain */
    LEARNED_PYTHON_CALL = 3, /* sets up or ends a call of a Python function */
};

enum learned learned_kind(uintptr_t function);

/* Asks for a first learning, and later for another one when entry points seem to be missing, at most five in all and one a second. */
void learn_request(uint64_t now, int again);

#endif
