/* Which modules had a function run after they were loaded: "never called" is more than "never sampled".
 *
 * CPython leaves a mark on a code object that runs: up to 3.10 a counter of its calls (up to 1,024), in 3.11 a warm-up counter, and from 3.11 on
 * instructions and inline caches that change as they are executed. Some time after the last import the functions of all modules that the recorder of
 * imports knows are noted with their marks, in slices between two bytecodes (pending calls, with the GIL held); when a code object goes away, or the
 * process ends, its mark is compared. A mark that changed is proof that it ran. One that didn't is none where the function was hot before: its caches
 * had settled.
 *
 * Functions at module level and in classes are noted, also behind a decorator's closure. Nothing in a program shorter than the time of rest.
 */
#ifndef HEATLINE_EXECUTED_H
#define HEATLINE_EXECUTED_H

#include <stdint.h>

/* In a fork child: forgets everything. */
void executed_reset(void);

/* Asks for the next slice when it is time for one. Only where the calling thread can't be inside Py_AddPendingCall, as learn_request. */
void executed_request(uint64_t now);

/* A code object is about to go away. With the GIL held. */
void executed_forget(uint64_t code);

/* Compares what is left. At the end of the process, in ordinary context. */
void executed_settle(void);

#endif
