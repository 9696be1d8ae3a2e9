/* Native code that allocates: all of the malloc family, in blocks of 1,000 bytes (20,000 of them) or large ones. */
#define _GNU_SOURCE
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCKS 20000
#define SIZE 1000

static void *held[BLOCKS];

#define HOLD(name, expression)                   \
    void hold_##name(void)                       \
    {                                            \
        for (int i = 0; i < BLOCKS; i++) {       \
            void *block = expression;            \
            if (!block)                          \
                abort();                         \
            memset(block, i, SIZE);              \
            __atomic_store_n(&held[i], block, __ATOMIC_SEQ_CST); \
        }                                        \
    }

static void *zeroed(void)
{
    unsigned char *block = calloc(10, SIZE / 10);
    for (int i = 0; block && i < SIZE; i++)
        if (block[i])
            abort();
    return block;
}

static void *resized(void)
{
    unsigned char *block = malloc(96);
    memset(block, 7, 96);
    block = realloc(block, 400);
    block = realloc(block, SIZE);
    for (int i = 0; i < 96; i++)
        if (block[i] != 7)
            abort();
    return block;
}

static void *aligned(size_t alignment)
{
    void *block = NULL;
    if (posix_memalign(&block, alignment, SIZE) || (uintptr_t)block % alignment)
        abort();
    return block;
}

static char *text(void)
{
    static char source[SIZE];
    memset(source, 'x', SIZE - 1);
    return strdup(source);
}

HOLD(malloc, malloc(SIZE))
HOLD(calloc, zeroed())
HOLD(realloc, resized())
HOLD(reallocarray, reallocarray(NULL, 10, SIZE / 10))
HOLD(posix_memalign, aligned(64))
HOLD(aligned_alloc, aligned_alloc(512, SIZE))
HOLD(memalign, memalign(32, SIZE))
HOLD(valloc, valloc(SIZE))
HOLD(strdup, text())

void hold_and_free(void)
{
    hold_malloc();
    for (int i = 0; i < BLOCKS; i++)
        free(held[i]);
}

void hold_large(void)
{
    for (int i = 0; i < 8; i++) {
        void *block = malloc(5000000);
        __atomic_store_n(&held[i], block, __ATOMIC_SEQ_CST);
    }
}
