/* What the C tests share: a check that ends the program, and random numbers from a seed. */
#ifndef HEATLINE_TEST_MEMORY_CHECK_H
#define HEATLINE_TEST_MEMORY_CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition, ...)                                              \
    do {                                                                   \
        if (!(condition)) {                                                \
            fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition); \
            fprintf(stderr, __VA_ARGS__);                                  \
            fputc('\n', stderr);                                           \
            exit(1);                                                       \
        }                                                                  \
    } while (0)

/* splitmix64 (Steele, Lea and Flood, 2014). */
static inline uint64_t random_word(uint64_t *state)
{
    uint64_t x = *state += 0x9e3779b97f4a7c15ull;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ x >> 27) * 0x94d049bb133111ebull;
    return x ^ x >> 31;
}

static inline uint64_t random_below(uint64_t *state, uint64_t limit)
{
    return random_word(state) % limit;
}

#endif
