/*
 * Binds the guarded reader at compile time: the profiler's own in production, another of the same contract where a
 * build defines UNWIND_READER (tests inject faults that way).
 *
 * Contract of the reader: mem_read(dst, address, size) copies 1..64 bytes and returns 0, or returns -1 when any of them
 * can't be read; mem_read8 does the same for one 64-bit value. Safe in signal handlers and on any thread.
 */
#ifndef HEATLINE_UNWIND_MEMORY_H
#define HEATLINE_UNWIND_MEMORY_H

#include <stdint.h>

#ifdef UNWIND_READER
#include UNWIND_READER
#else
#include "../readers/mem_self.h"
#endif

/* The largest size one mem_read takes. */
#define MEMORY_READ_MAX 64u

/* The smallest page of x86-64. */
#define MEMORY_PAGE 4096u

/* A word view of any struct whose size is a multiple of it. */
typedef uint64_t __attribute__((may_alias)) memory_word;

/* Guarded copy of whole words: cheaper than the reader's copy of bytes for the structs read here. */
static inline int memory_read_words(void *to, uintptr_t address, unsigned count)
{
    for (unsigned index = 0; index < count; index++) {
        uint64_t word;
        if (mem_read8(&word, address + index * sizeof word) != 0)
            return -1;
        ((memory_word *)to)[index] = word;
    }
    return 0;
}

/*
 * Copy and clear whole words. The empty asm keeps compilers from turning the loops into calls of memcpy or memset, which a target or the
 * profiler itself may have interposed.
 */
static inline void memory_copy_words(void *to, const void *from, unsigned count)
{
    for (unsigned index = 0; index < count; index++) {
        ((memory_word *)to)[index] = ((const memory_word *)from)[index];
        __asm__ volatile("" ::: "memory");
    }
}

static inline void memory_clear_words(void *to, unsigned count)
{
    for (unsigned index = 0; index < count; index++) {
        ((memory_word *)to)[index] = 0;
        __asm__ volatile("" ::: "memory");
    }
}

#endif
