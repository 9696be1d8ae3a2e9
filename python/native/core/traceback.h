/* Where the last traceback stood that this process printed: what a reader of a run that failed looks for first.
 *
 * What passes by on its way to standard error is looked at, never changed. Kept are file and line of each frame and the type of the
 * exception; no source text and no message. Texts in pieces, in colours or in one block are all understood.
 *
 * Ordinary and signal context, thread-safe: a write that comes while another thread's is looked at is passed over.
 */
#ifndef HEATLINE_TRACEBACK_H
#define HEATLINE_TRACEBACK_H

#include <stddef.h>
#include <stdint.h>

/* `size` bytes that the kernel has taken from `bytes` for standard error. */
void traceback_watch(const void *bytes, size_t size);

/* In a fork child: what the parent printed is not its own. */
void traceback_forget(void);

/* "<line> <file>\n" for each frame, the last is where it was raised, then "! <type>\n". `length` 0: there was none. */
const char *traceback_text(uint32_t *length);

#endif
