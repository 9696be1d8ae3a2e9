#define _GNU_SOURCE
#include "wait.h"

#include "imports.h"
#include "loops.h"
#include "sampler.h"
#include "stream.h"
#include "system.h"
#include "timers.h"
#include "window.h"

#include <errno.h>
#include <sys/resource.h>

/* Under this a pure wait is the cost of the call itself. */
#define NOTHING_NS 5000u
/* A brief wait shorter than this is recorded with the probability length / BRIEF_NS, as one of this length: a stack costs microseconds, and
 * threads that fight for the GIL wait ten thousand times a second. Whoever gets it by asking, after CPython's 5 ms, is measured exactly. */
#define BRIEF_NS 4000000u

static uint64_t threshold_ns = 50000;

void wait_threshold_set(uint64_t ns)
{
    threshold_ns = ns;
}

/* How often this thread has gone to sleep by itself; being pre-empted does not count. */
static uint64_t voluntary_switches(void)
{
    struct rusage usage = {0};
    SYSTEM_2(SYS_getrusage, RUSAGE_THREAD, &usage);
    return (uint64_t)usage.ru_nvcsw;
}

void wait_begin(struct wait *wait, uint32_t class, enum wait_kind kind)
{
    struct thread *thread = thread_self();
    wait->thread = NULL;
    if (class == HL_CLASS_WAIT_FILE)
        imports_request();
    if (!thread || thread->waiting || window_look() == WINDOW_OVER)
        return;
    wait->thread = thread;
    wait->class = class;
    wait->kind = kind;
    wait->node = kind == WAIT_ONLY ? sampler_stack(thread, NULL, 0) : 0;
    if (kind == WAIT_WORKS) {
        wait->cpu = thread_cpu_ns();
        wait->switches = voluntary_switches();
    }
    if (class == HL_CLASS_WAIT_POLL)
        loops_rest_begin(thread, mono_ns());
    thread->cut_short = 0;
    thread->waiting = 1;
    wait->start = mono_ns();
    if (!thread->shared) {
        thread->row->blocked_class = class;
        thread->row->blocked_node = wait->node;
        __atomic_store_n(&thread->row->blocked_since, wait->start, __ATOMIC_RELEASE);
    }
}

static void brief_end(struct wait *wait, uint64_t elapsed)
{
    if (elapsed >= BRIEF_NS)
        sampler_wait(wait->thread, 0, wait->class, elapsed);
    else if (elapsed >= NOTHING_NS && random_below(wait->thread, BRIEF_NS) < elapsed)
        sampler_wait(wait->thread, 0, wait->class, BRIEF_NS);
}

void wait_end(struct wait *wait)
{
    struct thread *thread = wait->thread;
    if (!thread)
        return;
    uint64_t elapsed = window_part(wait->start, mono_ns());
    thread->waiting = 0;
    if (!thread->shared)
        __atomic_store_n(&thread->row->blocked_since, 0, __ATOMIC_RELEASE);
    if (wait->kind == WAIT_WORKS && elapsed >= threshold_ns) {
        uint64_t cpu = thread_cpu_ns() - wait->cpu;
        /* A thread that never slept was only kept from running by others: that is not waiting for what it called. */
        elapsed = elapsed > cpu && voluntary_switches() != wait->switches ? elapsed - cpu : 0;
    }
    if (wait->kind == WAIT_BRIEF)
        brief_end(wait, elapsed);
    else if (elapsed >= threshold_ns)
        sampler_wait(thread, wait->node, wait->class, elapsed);
    else if (wait->kind == WAIT_ONLY && elapsed >= NOTHING_NS)
        __atomic_fetch_add(&thread->row->short_wait_ns, elapsed, __ATOMIC_RELAXED);
    if (wait->class == HL_CLASS_WAIT_POLL)
        loops_rest_end(thread, elapsed);
}

bool wait_was_interrupted(struct wait *wait)
{
    struct thread *thread = wait->thread;
    if (!thread || errno != EINTR || !thread->cut_short)
        return false;
    thread->cut_short = 0;
    stream_count(HL_COUNT_EINTR_RESUMED, 1);
    return true;
}

uint64_t wait_elapsed(const struct wait *wait)
{
    return mono_ns() - wait->start;
}
