/* Per-second counters for a timeline. Signal-safe, thread-safe; while two buckets are being merged others' additions may be lost. */
#ifndef HEATLINE_SECONDS_H
#define HEATLINE_SECONDS_H

#include <stdint.h>

/* Adds `ns` of a class to the bucket that `now` (CLOCK_MONOTONIC) lies in. */
void seconds_add(uint64_t now, uint32_t class, uint64_t ns, uint32_t signals);

#endif
