/* What every import costs: a record of the stream for each module that is loaded, when it has been loaded.
 *
 * The interpreter loads a module by calling the function _find_and_load of importlib, looked up by name each time (3.8 to 3.13; `-X importtime`
 * measures around the same call). A C function stands in its place, which calls it. The same is done for _exec (reload), the functions that load
 * extension modules and the one that reads bytecode. Nothing else of the import system is touched; subinterpreters are left alone.
 */
#ifndef HEATLINE_IMPORTS_H
#define HEATLINE_IMPORTS_H

#include "files.h"

#include <stdbool.h>
#include <stdint.h>

/* At the start and in a fork child, in ordinary context. */
void imports_start(bool wanted);

/* Asks the interpreter, once it is up, to let us stand in between two bytecodes (a pending call, with the GIL held). Cheap when that was done. Not
 * where the calling thread may be inside Py_AddPendingCall: not in a signal handler. */
void imports_request(void);

/* The id of the import that loaded the module at an address, 0 for none of this stream's. With the GIL held. */
uint32_t imports_of_module(uint64_t module);

/* How many have ended. Any thread, signal-safe, as all that follows. */
uint32_t imports_ended(void);

/* At least one goes on, in whatever thread. */
bool imports_are_going(void);

/* Where files that are opened and read on this thread count: its innermost import that goes on, or NULL. */
struct file_counts *imports_file_counts(void);

/* The monotonic time at which the last one ended; 0 while one goes on, and before the first. */
uint64_t imports_resting_since(void);

#endif
