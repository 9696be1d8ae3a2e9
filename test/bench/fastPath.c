/* Nanoseconds of a pair of malloc and free, and of memcpy: one turn of many calls. Called by fastPath.py, so that the process is one that is
 * measured. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CALLS 200000
#define BLOCKS 256

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* The oldest of some blocks goes when a new one comes: what a free costs depends on where its block lies. */
double pair_ns(size_t size)
{
    static void *blocks[BLOCKS];
    double begin = now();
    for (int i = 0; i < CALLS; i++) {
        free(blocks[i % BLOCKS]);
        blocks[i % BLOCKS] = malloc(size);
    }
    return (now() - begin) / CALLS;
}

double copy_ns(size_t size)
{
    static char from[4096], to[4096];
    void *(*volatile copy)(void *, const void *, size_t) = memcpy;
    double begin = now();
    for (int i = 0; i < CALLS; i++) {
        copy(to, from, size);
        __asm__ volatile("" : : "r"(to) : "memory");
    }
    return (now() - begin) / CALLS;
}
