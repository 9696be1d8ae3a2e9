/* Distances between samples are random, half the mean to one and a half, and what a copy goes over the distance is kept for the next: every byte stands
 * for itself and sums are better than those of independent draws. A copy of many distances is counted as it is. */
#define _GNU_SOURCE
#include "copies.h"

#include "../core/format.h"
#include "../core/imports.h"
#include "../core/real.h"
#include "../core/sampler.h"
#include "../core/signals.h"
#include "../core/stream.h"
#include "../core/system.h"
#include "../core/text.h"
#include "../core/tree.h"
#include "copy_chain.h"
#include "distance.h"
#include "footprint.h"
#include "local.h"
#include "memory.h"
#include "pace.h"

#include <stdint.h>
#include <string.h>

#define LATER (1ll << 20)
#define CERTAIN_DISTANCES 8
#define KIB 1024.0

typedef void *copy_function(void *, const void *, size_t);

/* Until our constructor has looked the functions of libc up. */
static void *early_move(void *to, const void *from, size_t size)
{
    uint8_t *destination = to;
    const uint8_t *source = from;
    if (destination <= source || destination >= source + size)
        bytes_copy(to, from, size);
    else
        while (size--)
            __atomic_store_n(&destination[size], source[size], __ATOMIC_RELAXED);
    return to;
}

static void *early_mempcpy(void *to, const void *from, size_t size)
{
    early_move(to, from, size);
    return (char *)to + size;
}

static char *early_stpcpy(char *to, const char *from)
{
    size_t length = text_length(from);
    early_move(to, from, length + 1);
    return to + length;
}

static char *early_strncpy(char *to, const char *from, size_t size)
{
    for (size_t i = 0, ended = 0; i < size; i++) {
        ended = ended || !from[i];
        ((volatile char *)to)[i] = ended ? 0 : from[i];
    }
    return to;
}

static struct {
    bool allowed;
    /* memcpy is memmove: programs older than glibc 2.14 count on it for overlapping bytes, and libc's memmove is as fast. */
    copy_function *memmove, *mempcpy;
    char *(*stpcpy)(char *, const char *);
    char *(*strncpy)(char *, const char *, size_t);
} copies = {.memmove = early_move, .mempcpy = early_mempcpy, .stpcpy = early_stpcpy, .strncpy = early_strncpy};

/* Also in processes that are no Python. */
static __attribute__((constructor)) void copies_resolve(void)
{
    copies.memmove = (copy_function *)next_function("memmove");
    copies.mempcpy = (copy_function *)next_function("mempcpy");
    copies.stpcpy = (char *(*)(char *, const char *))next_function("stpcpy");
    copies.strncpy = (char *(*)(char *, const char *, size_t))next_function("strncpy");
}

void copies_allow(bool allowed)
{
    __atomic_store_n(&copies.allowed, allowed, __ATOMIC_RELEASE);
}

static void distance_next(struct local *local, double mean)
{
    int64_t gap = (int64_t)(mean * (0.5 + random_unit(&local->seed)));
    local->copy_mean = mean;
    local->copy_drawn = gap;
    local->copy_left += gap;
}

void copies_settle(void)
{
    struct local *local = &heatline_local;
    if (!local->copy_drawn)
        return;
    stream_count(HL_COUNT_COPY_BYTES, (uint64_t)(local->copy_drawn - local->copy_left));
    local->copy_drawn = local->copy_left;
}

static uint32_t size_class(uint64_t size)
{
    return HL_CLASS_COPY + 63 - (uint32_t)__builtin_clzll(size | 1);
}

static bool accept_any(uint32_t node, uint32_t what)
{
    (void)node, (void)what;
    return true;
}

static void copy_record(uint64_t size, uint64_t stands_for, double variance_kib, const void *caller)
{
    struct thread *thread = thread_self();
    uint64_t began = mono_ns();
    heatline_local.inside++;
    uint32_t node = sampler_stack(thread, footprint_may_grow(began) ? NULL : accept_any, 0);
    /* Unwinding reads what may not be mapped. */
    uint64_t mask = thread->blocks_faults ? signals_admit_faults() : 0;
    /* What kind of copy it was is no question of what is only loaded, and asking reads tables that nothing else has read so early. */
    if (node && !imports_are_going())
        node = copy_chain_store(node, caller);
    if (thread->blocks_faults)
        signals_restore(mask);
    if (!tree_add(node, size_class(size), stands_for, (uint64_t)variance_kib, 1))
        stream_count(HL_COUNT_MEMORY_NO_ROOM, 1);
    stream_count(HL_COUNT_COPY_SAMPLES, 1);
    heatline_local.inside--;
    pace_copy_spent(began);
}

/* The distance is used up by a copy of `size` bytes, whose caller returns to `caller`. */
static __attribute__((noinline)) void copy_due(uint64_t size, const void *caller)
{
    struct local *local = &heatline_local;
    if (!copies.allowed || local->inside || !thread_self()) {
        local->copy_left = LATER;
        local->copy_drawn = 0;
        return;
    }
    double mean = pace_copy_mean();
    if (!local->copy_drawn) {
        local->seed ^= thread_self()->seed;
        local->copy_left = -(int64_t)size;
        local->copy_mean = mean;
        /* Somewhere within the first distance. */
        local->copy_drawn = (int64_t)(mean * random_unit(&local->seed)) + 1;
        local->copy_left += local->copy_drawn;
        if (local->copy_left >= 0)
            return;
    }
    stream_count(HL_COUNT_COPY_BYTES, (uint64_t)(local->copy_drawn - local->copy_left));
    if ((double)size >= CERTAIN_DISTANCES * mean) {
        local->copy_left += (int64_t)size;
        local->copy_drawn = local->copy_left;
        copy_record(size, size, 0, caller);
        return;
    }
    /* Each distance that it went over stands for the mean that it was drawn with, whatever the mean is now. */
    double stands_for = 0, variance_kib = 0;
    while (local->copy_left < 0) {
        stands_for += local->copy_mean;
        variance_kib += (local->copy_mean / KIB) * (local->copy_mean / KIB);
        distance_next(local, mean);
    }
    local->copy_drawn = local->copy_left;
    copy_record(size, (uint64_t)stands_for, variance_kib, caller);
}

/* A copy whose distance is used up. */
static __attribute__((noinline)) void *copy_slow(void *to, const void *from, size_t size, copy_function *copy)
{
    copy_due(size, __builtin_return_address(0));
    return copy(to, from, size);
}

FAST bool passes(size_t size)
{
    return LIKELY((heatline_local.copy_left -= (int64_t)size) >= 0);
}

HL_EXPORT HOT void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    return passes(size) ? copies.memmove(to, from, size) : copy_slow(to, from, size, copies.memmove);
}

HL_EXPORT HOT void *memmove(void *to, const void *from, size_t size)
{
    return passes(size) ? copies.memmove(to, from, size) : copy_slow(to, from, size, copies.memmove);
}

HL_EXPORT HOT void *mempcpy(void *restrict to, const void *restrict from, size_t size)
{
    return passes(size) ? copies.mempcpy(to, from, size) : copy_slow(to, from, size, copies.mempcpy);
}

HL_EXPORT char *stpcpy(char *restrict to, const char *restrict from)
{
    char *end = copies.stpcpy(to, from);
    size_t size = (size_t)(end - to) + 1;
    if (!passes(size))
        copy_due(size, __builtin_return_address(0));
    return end;
}

HL_EXPORT char *strcpy(char *restrict to, const char *restrict from)
{
    stpcpy(to, from);
    return to;
}

HL_EXPORT char *strncpy(char *restrict to, const char *restrict from, size_t size)
{
    if (!passes(size))
        copy_due(size, __builtin_return_address(0));
    return copies.strncpy(to, from, size);
}

/* What gcc makes of these calls with _FORTIFY_SOURCE: the check is ours to keep. */
extern void __chk_fail(void) __attribute__((noreturn));

HL_EXPORT HOT void *__memcpy_chk(void *to, const void *from, size_t size, size_t room)
{
    if (UNLIKELY(room < size))
        __chk_fail();
    return passes(size) ? copies.memmove(to, from, size) : copy_slow(to, from, size, copies.memmove);
}

HL_EXPORT HOT void *__memmove_chk(void *to, const void *from, size_t size, size_t room)
{
    if (UNLIKELY(room < size))
        __chk_fail();
    return passes(size) ? copies.memmove(to, from, size) : copy_slow(to, from, size, copies.memmove);
}
