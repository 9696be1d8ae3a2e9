/* The lock of the memory tables. Held for less than a microsecond, never in a signal handler, over fork (memory.h), and never twice by one thread:
 * whoever takes it has set heatline_local.inside. */
#ifndef HEATLINE_MEMORY_LOCK_H
#define HEATLINE_MEMORY_LOCK_H

#include "../core/system.h"

extern int heatline_memory_lock __attribute__((visibility("hidden")));

static inline void memory_lock(void)
{
    while (__atomic_exchange_n(&heatline_memory_lock, 1, __ATOMIC_ACQUIRE))
        SYSTEM_0(SYS_sched_yield);
}

static inline void memory_unlock(void)
{
    __atomic_store_n(&heatline_memory_lock, 0, __ATOMIC_RELEASE);
}

#endif
