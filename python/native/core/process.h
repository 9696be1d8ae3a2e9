/* The life of this process under the profiler: start, fork, exec, end.
 *
 * process_before_exec, process_after_failed_exec, process_count_not_followed: safe in vfork children, where they do nothing. */
#ifndef HEATLINE_PROCESS_H
#define HEATLINE_PROCESS_H

#include <stdbool.h>

/* Marks the stream as ended by exec; false when this process records nothing. */
bool process_before_exec(void);
void process_after_failed_exec(void);

void process_count_not_followed(void);

#endif
