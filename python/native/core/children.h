/* What became of the children that this process waited for: one record each, and one row for a program that was started very often.
 *
 * A child that is Python has a stream of its own, so that all that is missing there is how it ended; of any other program nothing is known but what its
 * exec, posix_spawn and the call that reaped it say. CPU time is the kernel's for the child and all that it reaped itself.
 *
 * children_reset: in a fork child, before other threads run. Everything else: signal-safe, thread-safe, never waits; children_started also in vfork children.
 */
#ifndef HEATLINE_CHILDREN_H
#define HEATLINE_CHILDREN_H

#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#define CHILDREN_TEXT_BYTES 240u

/* "path\0argument\0argument\0…" cut to CHILDREN_TEXT_BYTES; returns the length. */
uint32_t children_text(char *text, const char *path, char *const *arguments);

/* Process `pid` is about to run, or runs, this program. The latest word counts. */
void children_started(uint32_t pid, const char *path, char *const *arguments);

/* A wait took the child's status, as wait(2) gives it. Nothing happens when the child has only stopped or goes on. */
void children_reaped(uint32_t pid, int status, const struct rusage *usage);

void children_reset(void);

#endif
