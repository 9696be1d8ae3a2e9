/* An open-addressing table from a 64-bit key to a number of at most 20 bits, which grows by levels: a small program touches little
 * memory, and nothing is ever moved.
 *
 * A slot is one word: 44 bits of the key's hash above the number. With the slot's place they leave two keys of a million-entry table a
 * chance of some 10^-6 to be taken for each other; the key itself would cost a second cache miss in a handler that finds everything cold.
 *
 * index_place: ordinary context. Everything else: signal-safe, thread-safe, never waits.
 */
#ifndef HEATLINE_INDEX_H
#define HEATLINE_INDEX_H

#include <stddef.h>
#include <stdint.h>

#define INDEX_LEVELS 4u
#define INDEX_NUMBER_BITS 20u

struct index {
    uint32_t bits[INDEX_LEVELS]; /* binary logarithm of each level's slots */
    uint32_t used[INDEX_LEVELS];
    uint64_t *slots[INDEX_LEVELS];
};

/* Bytes of all levels. */
size_t index_size(const struct index *index);

/* Takes `index_size` zeroed bytes, forgetting what was there; returns the first byte behind them. */
void *index_place(struct index *index, void *memory);

/* The number of a key, 0 when it has none. */
uint32_t index_get(const struct index *index, uint64_t key);

/* Gives a key that has none a number (1 to 2^20 - 1). Forgotten when no slot is in reach. */
void index_add(struct index *index, uint64_t key, uint32_t number);

/* The same in place of the number that it had. */
void index_set(struct index *index, uint64_t key, uint32_t number);

/* Asks the processor to bring the line where a key is most likely found. */
void index_prefetch(const struct index *index, uint64_t key);

#endif
