/* The sampled blocks that are not freed yet, by address.
 *
 * samples_may_hold may be asked by anybody at any time without a lock, and is what free() asks for one pointer in sixteen. Everything else
 * wants the lock of memory.h. Nothing here allocates.
 */
#ifndef HEATLINE_MEMORY_SAMPLES_H
#define HEATLINE_MEMORY_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sample {
    uint64_t size;      /* bytes requested */
    uint32_t row;       /* of HL_BLOCK_MEMORY */
    uint32_t birth_ms;  /* since the stream began */
    double exposure;    /* size in mean distances when it was sampled */
};

#define SAMPLES_MOST 40000u

/* Takes the address space, or in a fork child forgets everything. False without memory. */
bool samples_open(void);

/* False: `address` is no sampled block. True: it is, or the table is being changed. */
bool samples_may_hold(uintptr_t address);

/* A block that stands there already (its free was not seen) is put into *replaced and true returned. */
bool samples_add(uintptr_t address, const struct sample *sample, struct sample *replaced);

/* Takes a block out. */
bool samples_take(uintptr_t address, struct sample *sample);

uint32_t samples_count(void);

/* Asks of every block whether it stays; `keep` may change the sample. */
void samples_thin(bool (*keep)(struct sample *sample, void *context), void *context);

#endif
