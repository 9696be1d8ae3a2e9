/* Loaded objects as the stream knows them: described once, told apart into the interpreter's own company and libraries.
 * Signal-safe, thread-safe. */
#ifndef HEATLINE_MODULES_H
#define HEATLINE_MODULES_H

#include "../unwind/objects.h"

#include <stdbool.h>
#include <stdint.h>

/* Writes the module's record at first sight; returns its id in nodes. */
uint32_t module_record(const struct object *object);

/* The interpreter, libc, libm, the loader and the like: their functions alone don't prove that C code was called from Python. */
bool module_is_runtime(const struct object *object);

void modules_reset(void);

#endif
