/* The real guarded reader with a fault injected: the n-th read from now on fails. Takes its place by UNWIND_READER. */
#ifndef HEATLINE_TEST_MEM_FAIL_H
#define HEATLINE_TEST_MEM_FAIL_H

#define mem_read mem_self_read
#define mem_read8 mem_self_read8
#include "mem_self.h"
#undef mem_read
#undef mem_read8

extern long mem_fail_after; /* reads that still succeed; -1: all of them */
extern long mem_fail_reads; /* reads so far */

static inline int mem_must_fail(void)
{
    mem_fail_reads++;
    return mem_fail_after >= 0 && mem_fail_after-- == 0;
}

static inline int mem_read8(uint64_t *destination, uintptr_t address)
{
    return mem_must_fail() ? -1 : mem_self_read8(destination, address);
}

static inline int mem_read(void *destination, uintptr_t address, unsigned size)
{
    return mem_must_fail() ? -1 : mem_self_read(destination, address, size);
}

#endif
