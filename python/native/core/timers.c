#define _GNU_SOURCE
#include "timers.h"

#include "stream.h"
#include "system.h"

#include <signal.h>

#define HANDLER_NS 200000u /* a sample due this soon would come at the end of our own handler, not at a tick: it is part of the present one */
#define MAX_MISSED 1000u   /* periods that one sample may stand for */

static struct {
    uint64_t period_ns;
    uint64_t tick_ns; /* length of the kernel's tick */
} clocks;

void timers_open(uint64_t period_ns)
{
    struct timespec tick;
    clocks.period_ns = period_ns;
    clocks.tick_ns = clock_getres(CLOCK_MONOTONIC_COARSE, &tick) == 0 && timespec_ns(&tick) ? timespec_ns(&tick) : NS_PER_S / 100;
}

uint64_t random_below(struct thread *thread, uint64_t limit)
{
    uint64_t x = thread->seed;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    thread->seed = x;
    return x % limit;
}

/* Distances between samples are uniform in (period/2, 3 period/2): a fixed distance falls into step with programs that do the same work over and
 * over, and then a line is always seen or never. */
static uint64_t random_gap(struct thread *thread)
{
    return clocks.period_ns / 2 + 1 + random_below(thread, clocks.period_ns);
}

/* The distance from an arbitrary moment to the next sample of such a sequence: a point in a gap that is chosen in proportion to its length. */
static uint64_t random_first(struct thread *thread)
{
    uint64_t gap;
    do
        gap = random_gap(thread);
    while (random_below(thread, clocks.period_ns * 3 / 2 + 1) > gap);
    return random_below(thread, gap);
}

/* The kernel's tick is the finest that there is: with periods below it every tick is a sample, and the timer runs by itself. */
static bool is_ticked(void)
{
    return clocks.period_ns <= clocks.tick_ns;
}

static void timer_set(const struct thread *thread, uint64_t due, int flags)
{
    struct itimerspec when = {
        .it_interval = {(time_t)(clocks.period_ns / NS_PER_S), (long)(clocks.period_ns % NS_PER_S)},
        .it_value = {(time_t)(due / NS_PER_S), (long)(due % NS_PER_S)},
    };
    SYSTEM_4(SYS_timer_settime, thread->timer, flags, &when, 0);
}

/* A timer on the thread's own CPU clock.
 *
 * The kernel looks at CPU timers only at its tick, so what is sampled is ticks: one in period/tick of them. The first expiry is therefore
 * that of a tick just begun: then a thread that lives for less than a period, or less than a tick, is seen with the probability that its CPU time
 * deserves. An expiry between ticks would miss threads that end before the next one. */
void timer_start(struct thread *thread, bool other)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = HL_SIGNAL, .sigev_value.sival_ptr = (void *)HL_COOKIE};
    event._sigev_un._tid = (int)thread->tid;
    long clock = other ? (long)(int32_t)((~thread->tid << 3) | 6u) : CLOCK_THREAD_CPUTIME_ID;
    thread->timer = NO_TIMER;
    if (SYSTEM_3(SYS_timer_create, clock, &event, &thread->timer) != 0) {
        thread->timer = NO_TIMER;
        stream_count(HL_COUNT_THREADS_UNTIMED, 1);
        stream_unavailable(HL_NO_TIMER, true);
        return;
    }
    uint64_t first = is_ticked() ? 0 : random_first(thread);
    uint64_t ahead = first / clocks.tick_ns * clocks.tick_ns + 1;
    thread->due = (other ? thread_cpu_of_ns(thread->tid) : thread_cpu_ns()) + ahead;
    /* Relative: an absolute time that has passed by now would fire here instead of at a tick. */
    timer_set(thread, ahead, 0);
}

uint64_t timer_sampled(struct thread *thread, int overrun, uint64_t cpu)
{
    if (is_ticked()) {
        /* The first tick of a thread stands for a whole one: half of it came before, on average, and half comes after the last. */
        if (thread->signals == 0)
            return clocks.tick_ns;
        return clocks.period_ns * (uint64_t)(overrun > 0 ? overrun + 1 : 1);
    }
    unsigned n = 0;
    /* Bounded: after a long time without a signal (blocked by a raw system call) the rest is left to calibration. */
    do
        thread->due += random_gap(thread);
    while (++n < MAX_MISSED && thread->due <= cpu + HANDLER_NS);
    if (thread->due <= cpu + HANDLER_NS)
        thread->due = cpu + random_gap(thread);
    timer_set(thread, thread->due, TIMER_ABSTIME);
    return clocks.period_ns * n;
}

void timer_stop(struct thread *thread)
{
    if (thread->timer != NO_TIMER)
        SYSTEM_1(SYS_timer_delete, thread->timer);
    thread->timer = NO_TIMER;
}
