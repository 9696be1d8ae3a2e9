/* Copied bytes by stack: memcpy, memmove and the strcpy family, sampled by bytes. */
#ifndef HEATLINE_MEMORY_COPIES_H
#define HEATLINE_MEMORY_COPIES_H

#include <stdbool.h>

/* Whether copies are measured from now on. */
void copies_allow(bool allowed);

/* Brings the exact sum of the calling thread up to date. */
void copies_settle(void);

#endif
