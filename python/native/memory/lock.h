/* The lock of the memory tables. Held for less than a microsecond, and over fork (memory.h). A signal handler of the program may allocate although it
 * must not, just while its thread holds the lock: whoever wants it asks heatline_local.inside first, which taking it sets. */
#ifndef HEATLINE_MEMORY_LOCK_H
#define HEATLINE_MEMORY_LOCK_H

#include "../core/system.h"
#include "local.h"

extern int heatline_memory_lock __attribute__((visibility("hidden")));

static inline void memory_lock(void)
{
    heatline_local.inside++;
    while (__atomic_exchange_n(&heatline_memory_lock, 1, __ATOMIC_ACQUIRE))
        SYSTEM_0(SYS_sched_yield);
}

static inline void memory_unlock(void)
{
    __atomic_store_n(&heatline_memory_lock, 0, __ATOMIC_RELEASE);
    heatline_local.inside--;
}

#endif
