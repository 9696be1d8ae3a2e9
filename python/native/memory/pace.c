#include "pace.h"

#include "../core/format.h"
#include "../core/imports.h"
#include "../core/stream.h"
#include "../core/system.h"

#include <stdbool.h>

/* 32 MB of small objects are 1,000 samples: a standard deviation of 3.2 % at the worst. */
#define FINEST 32768.0
#define COPY_FINEST 131072.0
#define COARSEST 0x1p30
/* Samples may cost this share of the elapsed time. What is not spent is saved up to SAVED_MOST_NS, so that a short program, or the burst that fills a
 * data structure, is sampled finely; a little of it back, and the distance shrinks again. */
#define SHARE 0.005
#define COPY_SHARE 0.002
#define SAVED_MOST_NS 12e6
#define SAVED_ENOUGH_NS 5e5
/* A program begins with some of it. */
#define SAVED_FIRST_NS 6e6
#define COPY_SAVED_FIRST_NS 1e6
/* While something is imported the distance is longer: stacks are deep and new, so a sample costs twice as much. And imports live on their share alone: a
 * program that starts within a tenth of a second shall not pay for a thousand samples, and what it begins with is left for its own work. */
#define COARSER_IMPORTING 4
#define COARSER_IMPORTING_POOR 16
/* A sample that took longer was kept from running by others. */
#define LONGEST_NS 15000u
/* The distance is thought over after so many samples, or, where they have become rare, after so long. */
#define WINDOW_SAMPLES 64u
#define WINDOW_NS 10000000u

struct pace {
    double mean, floor, share, saved_first_ns;
    bool fixed;
    uint32_t samples;
    uint64_t window_began_ns, window_spent_ns;
    double saved_ns;
    unsigned state; /* HL_STATE_* where the mean is told */
};

static struct pace allocations, copies;

static void pace_begin(struct pace *pace, double fixed)
{
    pace->fixed = fixed > 0;
    if (pace->fixed)
        pace->mean = fixed;
    pace->floor = pace->mean;
    pace->saved_ns = pace->saved_first_ns;
    pace->window_began_ns = mono_ns();
    stream_header()->counters[pace->state] = (uint64_t)pace->mean;
}

void pace_open(double fixed)
{
    allocations = (struct pace){.mean = FINEST, .share = SHARE, .saved_first_ns = SAVED_FIRST_NS, .state = HL_STATE_MEMORY_INTERVAL};
    copies = (struct pace){.mean = COPY_FINEST, .share = COPY_SHARE, .saved_first_ns = COPY_SAVED_FIRST_NS, .state = HL_STATE_COPY_INTERVAL};
    pace_begin(&allocations, fixed);
    pace_begin(&copies, fixed * (COPY_FINEST / FINEST));
}

static double mean_now(const struct pace *pace)
{
    if (pace->fixed || !imports_are_going())
        return pace->mean;
    return pace->mean * (pace->saved_ns < pace->saved_first_ns ? COARSER_IMPORTING_POOR : COARSER_IMPORTING);
}

double pace_mean(void)
{
    return mean_now(&allocations);
}

double pace_copy_mean(void)
{
    return mean_now(&copies);
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

static void window_end(struct pace *pace, uint64_t now)
{
    uint64_t spent = __atomic_exchange_n(&pace->window_spent_ns, 0, __ATOMIC_RELAXED);
    pace->saved_ns += pace->share * (double)(now - pace->window_began_ns) - (double)spent;
    pace->window_began_ns = now;
    if (pace->saved_ns > SAVED_MOST_NS)
        pace->saved_ns = SAVED_MOST_NS;
    if (pace->saved_ns < 0) {
        pace->saved_ns = 0;
        if (pace->mean < COARSEST)
            mean_set(pace, pace->mean * 2);
    } else if (pace->saved_ns > SAVED_ENOUGH_NS && pace->mean > pace->floor) {
        mean_set(pace, pace->mean / 2);
    }
}

static void spent(struct pace *pace, uint64_t began)
{
    uint64_t now = mono_ns(), took = now - began < LONGEST_NS ? now - began : LONGEST_NS;
    stream_count(HL_COUNT_MEMORY_NS, took);
    __atomic_fetch_add(&pace->window_spent_ns, took, __ATOMIC_RELAXED);
    bool ends = __atomic_add_fetch(&pace->samples, 1, __ATOMIC_RELAXED) % WINDOW_SAMPLES == 0 || now - pace->window_began_ns > WINDOW_NS;
    if (ends && !pace->fixed)
        window_end(pace, now);
}

void pace_spent(uint64_t began)
{
    spent(&allocations, began);
}

void pace_copy_spent(uint64_t began)
{
    spent(&copies, began);
}
