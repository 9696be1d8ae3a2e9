/* Python's allocators, wrapped by the stable PyMemAllocatorEx table: small objects come from pymalloc's arenas, which malloc never sees; and what malloc
 * sees of Python's is told from what C libraries ask for. */
#ifndef HEATLINE_MEMORY_PYTHON_MEMORY_H
#define HEATLINE_MEMORY_PYTHON_MEMORY_H

#include <stdbool.h>

/* Wraps the three domains and the arenas; nothing happens the second time. False when the interpreter's allocators are none that can be wrapped.
 * Before the interpreter is initialised, or with the GIL. */
bool python_memory_wrap(void);

/* Once the interpreter runs, with the GIL: whether small objects come to us. Its own start can put other allocators in our place (-X dev); plain ones are
 * wrapped again. False when they don't come to us. */
bool python_memory_look_again(void);

#endif
