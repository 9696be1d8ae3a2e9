#include "loops.h"

#include "../readers/mem_self.h"
#include "../walker/walk.h"
#include "codes.h"
#include "format.h"
#include "interpreter.h"
#include "sampler.h"
#include "stream.h"
#include "system.h"
#include "tasks.h"
#include "timers.h"

#include <stddef.h>

/* How deep below the loop's own frame its selector may make the call. */
#define DEPTH 5u
/* A rest shorter than the interval is chosen with the probability length / interval and counts as one of that length. */
#define FINEST_NS 1000000u
/* Looking at tasks may take this share of the elapsed time. What it does not take is saved up to a bound, and looks are as close as they can be while there is
 * some of it; after that they are as far apart as their cost says, which a mean of the last ones tells. */
#define SHARE 0.005
#define SAVED_FIRST_NS 4e6
#define SAVED_MOST_NS 1e7
#define MEAN_OF 16.0
/* Before anything is awaited there may be no task to learn from. */
#define MOST_ATTEMPTS 50u

#define STALL_NS 50000000u
#define STALLS 20u
#define MOST_RECORDS 1000u

static struct {
    uint64_t code; /* of _run_once */
    uint64_t interval_ns, looked_ns;
    double saved_ns, cost_ns;
    unsigned attempts;
    int is_looking, is_keeping;
    uint64_t longest[STALLS];
    uint32_t n_records;
} loops;

void loops_reset(void)
{
    loops.interval_ns = FINEST_NS;
    loops.saved_ns = SAVED_FIRST_NS;
    loops.cost_ns = 0;
    loops.looked_ns = mono_ns();
    loops.is_looking = loops.is_keeping = 0;
    loops.n_records = loops.attempts = 0;
    for (unsigned i = 0; i < STALLS; i++)
        loops.longest[i] = 0;
    tasks_reset();
}

/* The frame of _run_once that made the present call; 0 where there is none. The thread's record is held. */
static uint64_t loop_frame(struct thread *thread)
{
    const struct py_layout *layout = interpreter.layout;
    uint64_t state = interpreter_thread_state(), frame, code, type;
    if (!state || mem_read8(&frame, state + layout->tstate_frame))
        return 0;
    if (layout->cframe_current >= 0 && mem_read8(&frame, frame + (uint64_t)layout->cframe_current))
        return 0;
    for (unsigned i = 0; i < DEPTH && walk_plausible(frame); i++) {
        if (mem_read8(&code, frame + layout->frame_code) || !walk_plausible(code) || mem_read8(&type, code + 8))
            return 0;
        if (type == interpreter.code_type) {
            if (code == loops.code)
                return frame;
            if (codes_is_run_once(codes_find(code, thread->scratch))) {
                loops.code = code;
                return frame;
            }
        }
        if (mem_read8(&frame, frame + layout->frame_previous))
            return 0;
    }
    return 0;
}

/* ---- rests ---- */

static void pace(uint64_t began)
{
    uint64_t now = mono_ns(), took = now - began;
    stream_count(HL_COUNT_TASKS_NS, took);
    loops.saved_ns += SHARE * (double)(now - loops.looked_ns) - (double)took;
    loops.cost_ns += ((double)took - loops.cost_ns) / (loops.cost_ns > 0 ? MEAN_OF : 1);
    loops.looked_ns = now;
    if (loops.saved_ns > SAVED_MOST_NS)
        loops.saved_ns = SAVED_MOST_NS;
    double apart = loops.saved_ns > 0 ? 0 : loops.cost_ns / SHARE;
    loops.interval_ns = apart > FINEST_NS ? (uint64_t)apart : FINEST_NS;
}

static void look(struct thread *thread, uint64_t frame, uint64_t elapsed)
{
    uint64_t interval = loops.interval_ns, loop;
    bool is_exact = elapsed >= interval;
    if (!is_exact && random_below(thread, interval) >= elapsed)
        return;
    if (__atomic_exchange_n(&loops.is_looking, 1, __ATOMIC_ACQUIRE)) {
        stream_count(HL_COUNT_TASKS_MISSED_NS, is_exact ? elapsed : interval);
        return;
    }
    uint64_t began = mono_ns();
    if (!mem_read8(&loop, frame + interpreter.layout->frame_locals))
        tasks_record(thread, loop, is_exact ? elapsed : interval, is_exact ? 1.0 : (double)elapsed / (double)interval);
    pace(began);
    __atomic_store_n(&loops.is_looking, 0, __ATOMIC_RELEASE);
}

void loops_rest_end(struct thread *thread, uint64_t elapsed)
{
    uint64_t mask;
    bool guarded = thread->blocks_faults;
    if (!interpreter.layout || !sampler_take(thread, &mask))
        return;
    uint64_t frame = loop_frame(thread);
    sampler_give(thread, guarded, mask);
    if (!frame)
        return;
    if (elapsed) {
        stream_count(HL_COUNT_LOOP_RESTS, 1);
        stream_count(HL_COUNT_LOOP_REST_NS, elapsed);
    }
    if (tasks_state() == TASKS_UNKNOWN && elapsed >= FINEST_NS) {
        /* Before anything is known of them nothing is awaited, either. */
        if (__atomic_fetch_add(&loops.attempts, 1, __ATOMIC_RELAXED) < MOST_ATTEMPTS)
            tasks_learn();
        stream_unavailable(HL_NO_TASKS, tasks_state() != TASKS_KNOWN);
    }
    if (tasks_state() == TASKS_KNOWN && sampler_take(thread, &mask)) {
        look(thread, frame, elapsed);
        sampler_give(thread, guarded, mask);
    }
    thread->n_spent = 0;
    thread->rested_ns = mono_ns();
}

/* ---- stalls ---- */

/* Whether it is among the longest so far. */
static bool is_kept(uint64_t duration)
{
    unsigned least = 0;
    if (loops.n_records >= MOST_RECORDS || __atomic_exchange_n(&loops.is_keeping, 1, __ATOMIC_ACQUIRE))
        return false;
    for (unsigned i = 1; i < STALLS; i++)
        if (loops.longest[i] < loops.longest[least])
            least = i;
    bool keep = duration > loops.longest[least];
    if (keep) {
        loops.longest[least] = duration;
        loops.n_records++;
    }
    __atomic_store_n(&loops.is_keeping, 0, __ATOMIC_RELEASE);
    return keep;
}

void loops_rest_begin(struct thread *thread, uint64_t now)
{
    uint64_t mask, began = thread->rested_ns;
    bool guarded = thread->blocks_faults;
    if (!began || now < began + STALL_NS || !sampler_take(thread, &mask))
        return;
    if (loop_frame(thread) && is_kept(now - began)) {
        struct hl_stall_record record = {
            .start_ns = began - stream_header()->start_mono_ns,
            .duration_ns = now - began,
            .thread = thread->row_index,
            .n_spent = thread->n_spent,
        };
        struct stream_part parts[2] = {{&record, sizeof record}, {thread->spent, thread->n_spent * (uint32_t)sizeof *thread->spent}};
        stream_record(HL_RECORD_STALL, parts, 2);
    }
    sampler_give(thread, guarded, mask);
}

void loops_spent(struct thread *thread, uint32_t node, uint32_t class, uint64_t ns)
{
    unsigned least = 0;
    if (!thread->rested_ns || !node)
        return;
    for (unsigned i = 0; i < thread->n_spent; i++) {
        struct hl_spent *spent = &thread->spent[i];
        if (spent->node == node && spent->class == class) {
            spent->ns += ns;
            return;
        }
        if (spent->ns < thread->spent[least].ns)
            least = i;
    }
    if (thread->n_spent < HL_STALL_STACKS)
        thread->spent[thread->n_spent++] = (struct hl_spent){node, class, ns};
    else if (thread->spent[least].ns <= ns)
        thread->spent[least] = (struct hl_spent){node, class, ns};
}
