/* System calls and clocks without libc's wrappers: no errno, no cancellation points, not interposable.
 *
 * All functions are signal-safe and thread-safe. Calls return the kernel's value: a negative error number on failure.
 */
#ifndef HEATLINE_SYSTEM_H
#define HEATLINE_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

static inline long system_call(long number, long a, long b, long c, long d, long e, long f)
{
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

#define SYSTEM_0(n) system_call(n, 0, 0, 0, 0, 0, 0)
#define SYSTEM_1(n, a) system_call(n, (long)(a), 0, 0, 0, 0, 0)
#define SYSTEM_2(n, a, b) system_call(n, (long)(a), (long)(b), 0, 0, 0, 0)
#define SYSTEM_3(n, a, b, c) system_call(n, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define SYSTEM_4(n, a, b, c, d) system_call(n, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define SYSTEM_6(n, a, b, c, d, e, f) system_call(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/* Private memory of zeros, in *memory: taken the first time, emptied where it is later on. False when there is none. Ordinary context. */
static inline bool system_zeroed(void **memory, size_t size)
{
    if (*memory)
        return SYSTEM_3(SYS_madvise, *memory, size, MADV_DONTNEED) == 0;
    long address = SYSTEM_6(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (address > 0)
        *memory = (void *)address;
    return address > 0;
}

#define NS_PER_S 1000000000ull

static inline uint64_t timespec_ns(const struct timespec *t)
{
    return (uint64_t)t->tv_sec * NS_PER_S + (uint64_t)t->tv_nsec;
}

/* CLOCK_MONOTONIC by the vDSO, about 22 ns. */
static inline uint64_t mono_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return timespec_ns(&t);
}

/* CPU time of the calling thread; a system call, about 0.5 us. */
static inline uint64_t thread_cpu_ns(void)
{
    struct timespec t = {0, 0};
    SYSTEM_2(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, &t);
    return timespec_ns(&t);
}

/* CPU time of any live thread of this process, 0 if there is none of that id. */
static inline uint64_t thread_cpu_of_ns(uint32_t tid)
{
    struct timespec t = {0, 0};
    long clock = (long)(int32_t)((~tid << 3) | 6u); /* the kernel's encoding of a thread's scheduler clock */
    SYSTEM_2(SYS_clock_gettime, clock, &t);
    return timespec_ns(&t);
}

static inline uint64_t process_cpu_ns(void)
{
    struct timespec t = {0, 0};
    SYSTEM_2(SYS_clock_gettime, CLOCK_PROCESS_CPUTIME_ID, &t);
    return timespec_ns(&t);
}

#endif
