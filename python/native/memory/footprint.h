/* What is allocated, held and freed, by stack and in sum: the rows, moments and history of the stream (format.h).
 *
 * All but footprint_row want the lock of memory.h; nothing here waits or allocates.
 */
#ifndef HEATLINE_MEMORY_FOOTPRINT_H
#define HEATLINE_MEMORY_FOOTPRINT_H

#include <stdbool.h>
#include <stdint.h>

/* A number of bytes known by sampling: the estimate and its variance in KiB^2. */
struct estimate {
    uint64_t bytes;
    uint64_t variance;
};

/* What a sampled block of `bytes` bytes stands for when its chance to be sampled was 1 - exp(-exposure) (Horvitz-Thompson). */
struct estimate footprint_estimate(uint64_t bytes, double exposure);

/* Begins anew: at the start and in a fork child. False without memory. */
bool footprint_open(void);

/* The row of a stack (a node of the tree) and domain; 0 without room. Signal-safe, thread-safe. */
uint32_t footprint_row(uint32_t node, uint32_t domain);

/* Whether a stack has a row already. Signal-safe, thread-safe. */
bool footprint_has_row(uint32_t node, uint32_t domain);

/* Whether stacks that were not met before may still get nodes and a row of their own: a bounded number at once, and so many a minute.
 * Signal-safe, thread-safe. */
bool footprint_may_grow(uint64_t now_ns);

/* Milliseconds since the stream began. */
uint32_t footprint_ms(uint64_t now_ns);

/* Counts a sampled request whose chance was 1 - exp(-exposure). */
void footprint_requested(uint32_t row, uint64_t bytes, double exposure, uint64_t now_ns);

/* A block begins to be held, or changes what it stands for (with both signs of change), or is freed. */
void footprint_held(uint32_t row, struct estimate held, uint64_t now_ns);
void footprint_released(uint32_t row, struct estimate held, uint64_t now_ns);
void footprint_freed(uint32_t row, struct estimate held, uint32_t birth_ms, uint64_t now_ns);

#endif
