#include "pace.h"

#include "../core/format.h"
#include "../core/stream.h"
#include "../core/system.h"

#include <stdbool.h>

/* 32 MB of small objects are 2,000 samples at 16 KiB: a standard deviation of 2.2 %. */
#define FINEST 16384.0
#define COPY_FINEST 131072.0
#define COARSEST 0x1p30
/* Of the elapsed time. Between the two nothing changes. */
#define MOST_SHARE 0.012
#define LEAST_SHARE 0.004
#define WINDOW 64u

struct pace {
    double mean, floor;
    bool fixed;
    uint32_t samples;
    uint64_t window_began_ns, window_spent_ns;
    unsigned state; /* HL_STATE_* where the mean is told */
};

static struct pace allocations, copies;

static void pace_begin(struct pace *pace, double fixed, double finest, unsigned state)
{
    *pace = (struct pace){.mean = fixed > 0 ? fixed : finest, .fixed = fixed > 0, .window_began_ns = mono_ns(), .state = state};
    pace->floor = pace->mean;
    stream_header()->counters[state] = (uint64_t)pace->mean;
}

void pace_open(double fixed)
{
    pace_begin(&allocations, fixed, FINEST, HL_STATE_MEMORY_INTERVAL);
    pace_begin(&copies, fixed > 0 ? fixed * (COPY_FINEST / FINEST) : 0, COPY_FINEST, HL_STATE_COPY_INTERVAL);
}

double pace_mean(void)
{
    return allocations.mean;
}

double pace_copy_mean(void)
{
    return copies.mean;
}

static void mean_set(struct pace *pace, double mean)
{
    pace->mean = mean;
    stream_header()->counters[pace->state] = (uint64_t)mean;
}

double pace_floor_raise(void)
{
    if (allocations.floor >= COARSEST)
        return 0;
    allocations.floor *= 2;
    if (allocations.mean < allocations.floor)
        mean_set(&allocations, allocations.floor);
    return allocations.floor;
}

static void spent(struct pace *pace, uint64_t began)
{
    uint64_t now = mono_ns(), took = now - began;
    stream_count(HL_COUNT_MEMORY_NS, took);
    uint64_t total = __atomic_add_fetch(&pace->window_spent_ns, took, __ATOMIC_RELAXED);
    if (__atomic_add_fetch(&pace->samples, 1, __ATOMIC_RELAXED) % WINDOW || pace->fixed)
        return;
    double share = (double)total / (double)(now - pace->window_began_ns + 1);
    pace->window_began_ns = now;
    __atomic_store_n(&pace->window_spent_ns, 0, __ATOMIC_RELAXED);
    if (share > MOST_SHARE && pace->mean < COARSEST)
        mean_set(pace, pace->mean * 2);
    else if (share < LEAST_SHARE && pace->mean > pace->floor)
        mean_set(pace, pace->mean / 2);
}

void pace_spent(uint64_t began)
{
    spent(&allocations, began);
}

void pace_copy_spent(uint64_t began)
{
    spent(&copies, began);
}
