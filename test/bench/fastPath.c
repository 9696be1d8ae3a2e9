/* Nanoseconds of a pair of malloc and free, and of memcpy of 16 bytes, in many short turns: prints "pair NS" and "copy NS" of the median turn. Started
 * by fastPath.py, so that the process is one that is measured. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CALLS 200000

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* One call after the other: each uses what the one before gave. */
double pair_ns(size_t size)
{
    double begin = now();
    for (int i = 0; i < CALLS; i++) {
        void *block = malloc(size);
        __asm__ volatile("" : "+r"(block) : : "memory");
        free(block);
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
