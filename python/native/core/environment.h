/* How the core is passed on to programs that the target starts, without the target seeing it.
 *
 * The constructor takes our variables out of the environment; the interposed exec, spawn and system calls put them back for a child whose
 * environment descends from the one this process got. An environment that the program built itself is left alone and counted.
 *
 * environment_open: ordinary context, once. environment_with_ours: async-signal-safe (it runs in vfork children): memory is the caller's.
 */
#ifndef HEATLINE_ENVIRONMENT_H
#define HEATLINE_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

/* The capture folder from HEATLINE_CAPTURE, or NULL; removes it from `environ`. */
const char *environment_take_capture(void);

/* Takes our entry out of LD_PRELOAD; `preload` is how it stands there. Remembers which names the program was given. */
void environment_take_preload(const char *preload);

/* Entries that environment_with_ours needs room for, and bytes for the text of LD_PRELOAD. */
size_t environment_entries(char *const *environment);
#define ENVIRONMENT_PRELOAD_BYTES 4096u

/* `environment` with our variables, written to `entries`; or `environment` itself when it is the program's own making. */
char *const *environment_with_ours(char *const *environment, char **entries, char *preload, bool *followed);

/* True when there is anything to pass on. */
bool environment_is_active(void);

#endif
