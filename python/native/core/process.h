/* The life of this process under the profiler: start, fork, exec, end.
 *
 * process_before_exec, process_after_failed_exec, process_count_not_followed: safe in vfork children, where they do nothing. */
#ifndef HEATLINE_PROCESS_H
#define HEATLINE_PROCESS_H

#include <stdbool.h>

/* Marks the stream as ended by exec of this program; false when this process records nothing. In a vfork child the parent remembers the program. */
bool process_before_exec(const char *path, char *const *arguments);
void process_after_failed_exec(void);

void process_count_not_followed(void);

/* The open stream is the calling process's own. */
bool process_is_ours(void);

#endif
