/* Anonymous memory that the program maps by itself: always counted, never sampled. */
#ifndef HEATLINE_MEMORY_MAPPINGS_H
#define HEATLINE_MEMORY_MAPPINGS_H

/* At the start, and in a fork child: what is mapped already is not counted. */
void mappings_forget(void);

#endif
