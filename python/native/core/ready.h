/* The mark that the user sets: a function with which the program's own work begins. From the moment on at which it is first seen on a stack, imports
 * belong to use and no more to initialisation.
 *
 * Nothing is traced. The function is seen when its code object is described (codes.c does that with every one that it meets on a stack for the first
 * time): at the latest when something is imported below it, or a sample, a wait or an allocation is stored with its stack. All signal-safe and
 * thread-safe but ready_start.
 */
#ifndef HEATLINE_READY_H
#define HEATLINE_READY_H

#include "format.h"

#include <stdbool.h>
#include <stdint.h>

/* At the start and in a fork child, which goes on as its parent was. Ordinary context, with the stream open. */
void ready_start(const struct hl_capture *capture);

/* There is a mark, and it was not seen yet. */
bool ready_is_awaited(void);
bool ready_was_seen(void);

/* Whether a code object of this name (qualified from 3.11 on) and file is what the mark means. */
bool ready_is_name(const uint8_t *name, uint32_t length);
bool ready_is_file(const uint8_t *path, uint32_t length);

/* It was seen: at work now, or known to have been. */
void ready_see(void);

#endif
