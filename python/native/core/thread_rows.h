/* The rows of threads in the stream: who gets which, and when one is used again. Thread-safe; not for signal handlers. */
#ifndef HEATLINE_THREAD_ROWS_H
#define HEATLINE_THREAD_ROWS_H

#include "threads.h"

/* Reserves row 0 for the main thread and row 1 for threads that find no row of their own. False without room. */
bool rows_open(void);

/* Gives the thread a row and its root node. */
void row_start(struct thread *thread, bool is_main);

#endif
