/* Reads of the process's own memory that survive a bad address.
 *
 * A load at a known instruction address; when it faults, the SIGSEGV/SIGBUS handler (core/faults.c) moves the thread to
 * mem_load_failed, which returns -1. About 1.5 ns a read. Signal-safe and thread-safe as long as SIGSEGV and SIGBUS are not
 * blocked in the reading thread and the handler is installed: mem_fixup() is what that handler calls.
 */
#ifndef HEATLINE_MEM_SELF_H
#define HEATLINE_MEM_SELF_H

#include <stdint.h>

int mem_load4(void *destination, uintptr_t address);
int mem_load8(void *destination, uintptr_t address);
int mem_load_bytes(void *destination, uintptr_t address, uint64_t size);

/* The instruction to go on at when the one at `pc` faulted, or 0 when that is not one of ours. */
uintptr_t mem_fixup(uintptr_t pc);

static inline int mem_read4(uint32_t *destination, uintptr_t address)
{
    return mem_load4(destination, address);
}

static inline int mem_read8(uint64_t *destination, uintptr_t address)
{
    return mem_load8(destination, address);
}

/* 0, or -1 when any of the bytes can't be read (then `destination` holds an unknown part). */
static inline int mem_read(void *destination, uintptr_t address, unsigned size)
{
    return mem_load_bytes(destination, address, size);
}

#endif
