/* How far apart samples are: as close as the time that they cost allows, and never so close that more blocks are held than the table can follow.
 * Any thread, ordinary context; pace_floor_raise with the lock of memory.h. */
#ifndef HEATLINE_MEMORY_PACE_H
#define HEATLINE_MEMORY_PACE_H

#include <stdint.h>

/* `fixed`: mean distance in bytes that the user asked for; 0: found here. */
void pace_open(double fixed);

/* The mean distance between samples of allocations, and that between samples of copies, in bytes. */
double pace_mean(void);
double pace_copy_mean(void);

/* Doubles the smallest mean distance because the table is full; returns it, or 0 when it can't grow any more. */
double pace_floor_raise(void);

/* A sample that began at this time is done with. */
void pace_spent(uint64_t began_ns);
void pace_copy_spent(uint64_t began_ns);

#endif
