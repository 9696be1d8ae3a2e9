/* Code objects seen on stacks: address -> id, described in the stream at first sight.
 *
 * codes_open: ordinary context. codes_find: signal-safe, thread-safe; only for a code object that a frame of the calling thread refers to
 * (it can't go away meanwhile). Address reuse is noticed because the type's destructor is wrapped (codes_watch).
 */
#ifndef HEATLINE_CODES_H
#define HEATLINE_CODES_H

#include <stdbool.h>
#include <stdint.h>

/* Takes memory for the tables; in a fork child: forgets everything. */
bool codes_open(void);

/* Wraps tp_dealloc of PyCode_Type. Once, before or after the interpreter is up. */
void codes_watch(void);

/* The id of a code object, 0 when it could not be stored. `scratch` is the caller's buffer of CODES_SCRATCH bytes. */
uint32_t codes_find(uint64_t address, uint8_t *scratch);

/* The code belongs to an installed package, the standard library or no file at all. */
bool codes_is_library(uint32_t code);

/* The code is part of the import system. */
bool codes_is_importlib(uint32_t code);

/* The code is BaseEventLoop._run_once of asyncio, in which a loop's thread rests. */
bool codes_is_run_once(uint32_t code);

/* The code is the first callback of a future of asyncio's that stands for one of an executor's. */
bool codes_is_executor_callback(uint32_t code);

/* The code is a __getattr__: what it imports, the code that asked for the attribute wanted (PEP 562). */
bool codes_hands_on(uint32_t code);

/* Asks the processor to bring what codes_find will look at. */
void codes_prefetch(uint64_t address);

/* Changes whenever a code object has been deallocated: what was remembered about addresses of code objects is void then. */
uint32_t codes_generation(void);

#define CODES_SCRATCH 12288u

#endif
