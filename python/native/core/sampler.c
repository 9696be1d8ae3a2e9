#define _GNU_SOURCE
#include "sampler.h"

#include "../readers/mem_self.h"
#include "../walker/walk.h"
#include "classify.h"
#include "executed.h"
#include "interpreter.h"
#include "learn.h"
#include "loops.h"
#include "modules.h"
#include "ready.h"
#include "seconds.h"
#include "signals.h"
#include "stream.h"
#include "system.h"
#include "timers.h"
#include "tree.h"
#include "window.h"

#define CHECKPOINT_NS (NS_PER_S / 4)
/* A handler that takes more than this share of the period is followed by a pause of four times its length. */
#define SLOW_DIVISOR 16u
#define PAUSE_FACTOR 4u
#define LONG_NS 50000u
/* Extension modules that import each other have five frames of importlib each and none of their own. */
#define IMPORTER_DEPTH 64u

static void walk_count(enum walk_status status)
{
    static const uint8_t counters[] = {
        [WALK_TRUNCATED] = HL_COUNT_TRUNCATED,
        [WALK_TORN] = HL_COUNT_TORN,
        [WALK_UNREADABLE] = HL_COUNT_UNREADABLE,
        [WALK_NO_STATE] = HL_COUNT_NO_STATE,
    };
    if (status != WALK_COMPLETE)
        stream_count(counters[status], 1);
}

/* Walks the Python frames into thread->frames; returns their number. */
static unsigned frames_walk(struct thread *thread, enum walk_status *status)
{
    unsigned n = 0;
    *status = WALK_NO_STATE;
    if (interpreter.layout) {
        uintptr_t state = interpreter_thread_state();
        if (state)
            *status = walk_thread(interpreter.layout, state, interpreter.code_type, thread->frames, WALK_MAX_FRAMES, &n);
    }
    return n;
}

/* How many frames from the root on are those of the stack stored last, under the same root node. */
static unsigned remembered_match(struct thread *thread, unsigned n, uint32_t root)
{
    if (thread->generation != codes_generation() || thread->remembered_root != root)
        thread->n_remembered = 0;
    unsigned same = 0, limit = n < thread->n_remembered ? n : thread->n_remembered;
    while (same < limit) {
        const struct raw_frame *frame = &thread->frames[n - 1 - same];
        const struct remembered_frame *before = &thread->remembered[same];
        if (frame->code != before->code || frame->offset != before->offset)
            break;
        same++;
    }
    return same;
}

static uint32_t root_node(struct thread *thread)
{
    return thread->root ? thread->root : (thread->root = tree_thread(thread->row_index));
}

/* The node of frames[0..n-1] under the thread's root; 0 without room, or when a node would be new and `grow` forbids it. */
static uint32_t frames_store(struct thread *thread, unsigned n, enum walk_status status, bool grow)
{
    uint32_t node = root_node(thread);
    if (node && n && (status == WALK_TRUNCATED || status == WALK_TORN || status == WALK_UNREADABLE))
        node = tree_truncated(node);
    unsigned depth = remembered_match(thread, n, node);
    thread->remembered_root = node;
    /* Before the frames are described: a deallocation in between makes what is remembered void at the next sample. */
    thread->generation = codes_generation();
    if (depth)
        node = thread->remembered[depth - 1].node;
    for (unsigned i = depth; i < n; i++)
        codes_prefetch(thread->frames[n - 1 - i].code);
    for (; depth < n && node; depth++) {
        const struct raw_frame *frame = &thread->frames[n - 1 - depth];
        uint32_t code = codes_find(frame->code, thread->scratch);
        node = grow ? tree_python(node, code, frame->offset) : tree_python_known(node, code, frame->offset);
        if (!node && !grow)
            break;
        thread->remembered[depth] = (struct remembered_frame){frame->code, frame->offset, node};
    }
    thread->n_remembered = node || !grow ? depth : 0;
    return node;
}

/* A stack in two frames: the innermost of the program's own code, and the innermost of all. */
static uint32_t frames_store_brief(struct thread *thread, unsigned n)
{
    uint32_t node = tree_truncated(root_node(thread));
    for (unsigned i = 0; i < n && node; i++) {
        uint32_t code = codes_find(thread->frames[i].code, thread->scratch);
        if (codes_is_library(code))
            continue;
        node = tree_python(node, code, thread->frames[i].offset);
        if (i == 0)
            return node;
        break;
    }
    return n && node ? tree_python(node, codes_find(thread->frames[0].code, thread->scratch), thread->frames[0].offset) : node;
}

static void sample_store(struct thread *thread, const ucontext_t *context, uint64_t weight_ns, uint64_t now)
{
    enum walk_status status;
    struct classification found;
    unsigned n = frames_walk(thread, &status);
    walk_count(status);
    classify(context, n ? thread->frames[0].code : 0, n ? thread->frames[0].offset : 0, &found);
    if (found.lost)
        stream_count(HL_COUNT_UNWIND_LOST, 1);
    if (found.class == HL_CLASS_EVAL || found.wants_learning)
        learn_request(now, found.wants_learning);
    if (found.class == HL_CLASS_EVAL)
        executed_request(now);
    uint32_t node = frames_store(thread, n, status, true);
    for (unsigned i = 0; i < found.n_frames && node; i++)
        node = tree_native(node, found.frames[i].module, found.frames[i].offset);
    uint64_t weight_us = weight_ns / 1000;
    if (!tree_add(node, found.class, weight_ns, weight_us * weight_us, 1)) {
        stream_count(HL_COUNT_DROPPED_NO_ROOM, 1);
        stream_count(HL_COUNT_DROPPED_NS, weight_ns);
    }
    loops_spent(thread, node, found.class, weight_ns);
    seconds_add(now, found.class, weight_ns, 1);
}

void sampler_handle(struct thread *thread, int overrun, const ucontext_t *context)
{
    struct hl_header *header = stream_header();
    uint64_t began = mono_ns();
    uint64_t cpu = thread_cpu_ns();
    uint64_t weight = timer_sampled(thread, overrun, cpu);
    struct hl_thread *row = thread->row;
    thread->signals++;
    if (!window_takes_sample())
        return;
    stream_count(HL_COUNT_SIGNALS, 1);
    __atomic_fetch_add(&row->sampled_ns, weight, __ATOMIC_RELAXED);
    __atomic_fetch_add(&row->signals, 1, __ATOMIC_RELAXED);
    if (overrun > 0)
        __atomic_fetch_add(&row->overruns, (uint32_t)overrun, __ATOMIC_RELAXED);
    row->seen_ns = began;
    if (!thread->shared)
        row->cpu_live_ns = cpu - thread->cpu_start;
    if (thread->busy) {
        stream_count(HL_COUNT_DROPPED_NESTED, 1);
        stream_count(HL_COUNT_DROPPED_NS, weight);
        return;
    }
    if (thread->skip_ns) {
        thread->skip_ns = thread->skip_ns > weight ? thread->skip_ns - weight : 0;
        stream_count(HL_COUNT_DROPPED_BACKOFF, 1);
        stream_count(HL_COUNT_DROPPED_BACKOFF_NS, weight);
        return;
    }
    thread->busy = 1;
    sample_store(thread, context, weight, began);
    stream_checkpoint(began, CHECKPOINT_NS);
    thread->busy = 0;
    uint64_t took = mono_ns() - began;
    /* A long time may mean that others had the processor meanwhile: then only our own part counts. */
    if (took > LONG_NS) {
        uint64_t own = thread_cpu_ns() - cpu;
        took = own < took ? own : took;
    }
    stream_count(HL_COUNT_HANDLER_NS, took);
    if (took > header->period_ns / SLOW_DIVISOR)
        thread->skip_ns = took * PAUSE_FACTOR > header->period_ns ? took * PAUSE_FACTOR : 0;
}

bool sampler_take(struct thread *thread, uint64_t *mask)
{
    if (thread->busy)
        return false;
    thread->busy = 1;
    *mask = thread->blocks_faults ? signals_admit_faults() : 0;
    return true;
}

void sampler_give(struct thread *thread, bool guarded, uint64_t mask)
{
    if (guarded)
        signals_restore(mask);
    thread->busy = 0;
}

uint32_t sampler_stack(struct thread *thread, sampler_accepts accepts, uint32_t what)
{
    enum walk_status status;
    bool guarded = thread->blocks_faults;
    uint64_t mask;
    if (!sampler_take(thread, &mask))
        return 0;
    unsigned n = frames_walk(thread, &status);
    uint32_t node = frames_store(thread, n, status, !accepts);
    if (accepts && (!node || !accepts(node, what)))
        node = frames_store_brief(thread, n);
    sampler_give(thread, guarded, mask);
    return node;
}

unsigned sampler_importer(struct thread *thread, struct sampler_frame *frames, unsigned capacity)
{
    uintptr_t python = interpreter_thread_state();
    bool guarded = thread->blocks_faults;
    uint64_t mask;
    unsigned n = 0, stored = 0;
    if (!interpreter.layout || !python || !sampler_take(thread, &mask))
        return 0;
    walk_thread(interpreter.layout, python, interpreter.code_type, thread->frames, ready_is_awaited() ? WALK_MAX_FRAMES : IMPORTER_DEPTH, &n);
    for (unsigned i = n; i-- && ready_is_awaited();)
        codes_find(thread->frames[i].code, thread->scratch);
    for (unsigned i = 0; i < n && stored < capacity; i++) {
        uint32_t code = codes_find(thread->frames[i].code, thread->scratch);
        if (!code)
            break;
        if (codes_is_importlib(code))
            continue;
        frames[stored++] = (struct sampler_frame){code, thread->frames[i].offset};
        if (!codes_hands_on(code))
            break;
    }
    sampler_give(thread, guarded, mask);
    return stored;
}

void sampler_wait(struct thread *thread, uint32_t node, uint32_t class, uint64_t ns)
{
    if (!node)
        node = sampler_stack(thread, NULL, 0);
    __atomic_fetch_add(&thread->row->wait_ns, ns, __ATOMIC_RELAXED);
    stream_count(HL_COUNT_WAITS, 1);
    if (!tree_add(node, class, ns, ns, 1))
        stream_count(HL_COUNT_WAIT_NO_ROOM, 1);
    if (!thread->busy) {
        thread->busy = 1;
        loops_spent(thread, node, class, ns);
        thread->busy = 0;
    }
    seconds_add(mono_ns(), class, ns, 0);
}
