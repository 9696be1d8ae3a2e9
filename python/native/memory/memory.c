#include "memory.h"

#include "../core/classify.h"
#include "../core/executed.h"
#include "../core/imports.h"
#include "../core/interpreter.h"
#include "../core/learn.h"
#include "../core/real.h"
#include "../core/sampler.h"
#include "../core/stream.h"
#include "../core/system.h"
#include "../core/tree.h"
#include "../core/window.h"
#include "../unwind/objects.h"
#include "copies.h"
#include "distance.h"
#include "footprint.h"
#include "local.h"
#include "lock.h"
#include "mappings.h"
#include "pace.h"
#include "python_memory.h"
#include "samples.h"
#include "slab.h"

/* Until something may be measured, or for good when nothing may. */
#define LATER 65536
#define NEVER (1ll << 50)
/* Requests beyond this fail. */
#define IMPOSSIBLE (1ull << 46)

enum state { STATE_OFF, STATE_ON, STATE_STOPPED };

__thread struct local heatline_local;
int heatline_memory_lock;

static struct {
    enum state state;
    bool is_known;        /* what follows, but for what wrapping Python's allocators adds */
    uint32_t unavailable;
    bool waits, copies_too; /* for the part of the run that is recorded */
    bool asked_to_look; /* memory_look_again is on its way, or was */
    int (*is_finalizing)(void);
} memory;

/* ---- begin and end ---- */

static void unavailable_add(uint32_t bits)
{
    memory.unavailable |= bits;
    stream_unavailable(bits, true);
}

/* Once: a look-up takes the loader's lock, which another thread may have held when a child was forked. */
static void surroundings_find(void)
{
    memory.is_known = true;
    if (!allocate_is_possible())
        memory.unavailable |= HL_OTHER_ALLOCATOR;
    memory.is_finalizing = (int (*)(void))program_symbol("Py_IsFinalizing");
    if (!memory.is_finalizing)
        memory.is_finalizing = (int (*)(void))program_symbol("_Py_IsFinalizing");
}

void memory_start(const struct hl_capture *capture)
{
    if (!memory.is_known)
        surroundings_find();
    bool wanted = !(capture->flags & HL_CAPTURE_NO_MEMORY), possible = !(memory.unavailable & HL_OTHER_ALLOCATOR);
    stream_unavailable(memory.unavailable | (wanted ? 0 : HL_NO_MEMORY) | (capture->flags & HL_CAPTURE_NO_COPIES ? HL_NO_COPIES : 0), true);
    pace_open((double)capture->memory_interval);
    mappings_forget();
    heatline_local.allocate_left = heatline_local.copy_left = 0;
    heatline_local.allocate_mean = 0;
    heatline_local.copy_drawn = 0;
    heatline_local.inside = 0;
    enum state state = STATE_STOPPED;
    if (wanted && possible) {
        if (samples_open() && slab_open() && footprint_open())
            state = STATE_ON;
        else
            stream_unavailable(HL_NO_MEMORY, true);
    }
    memory.copies_too = !(capture->flags & HL_CAPTURE_NO_COPIES);
    memory.waits = window_look() == WINDOW_BEFORE;
    bool can = state == STATE_ON;
    copies_allow(memory.copies_too && !memory.waits);
    __atomic_store_n(&memory.state, can && memory.waits ? STATE_OFF : state, __ATOMIC_RELEASE);
    if (can && !(memory.unavailable & HL_NO_PYTHON_DOMAIN) && !python_memory_wrap())
        unavailable_add(HL_NO_PYTHON_DOMAIN);
}

void memory_look_again(void)
{
    if (memory.state == STATE_ON && !python_memory_look_again())
        unavailable_add(HL_NO_PYTHON_DOMAIN);
}

void memory_before_fork(void)
{
    memory_lock();
}

void memory_after_fork(void)
{
    memory_unlock();
}

void memory_resume(void)
{
    enum state waiting = STATE_OFF;
    if (memory.waits && __atomic_compare_exchange_n(&memory.state, &waiting, STATE_ON, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
        copies_allow(memory.copies_too);
}

void memory_stop(void)
{
    __atomic_store_n(&memory.state, STATE_STOPPED, __ATOMIC_RELEASE);
    copies_allow(false);
}

void memory_settle(void)
{
    struct local *local = &heatline_local;
    if (memory.state == STATE_ON && local->allocate_mean > 0) {
        stream_count(HL_COUNT_ALLOC_BYTES, (uint64_t)(local->allocate_drawn - local->allocate_left));
        local->allocate_drawn = local->allocate_left;
    }
    copies_settle();
}

/* The interpreter takes itself apart at the end and frees nearly everything: what was held is what was held before. */
bool memory_is_measuring(void)
{
    if (memory.state != STATE_ON)
        return false;
    if (!memory.is_finalizing || !memory.is_finalizing())
        return true;
    memory.state = STATE_STOPPED;
    return false;
}

/* ---- allocations ---- */

static void distance_next(struct local *local)
{
    local->allocate_mean = pace_mean();
    local->allocate_drawn = local->allocate_left = distance_draw(&local->seed, local->allocate_mean);
}

bool memory_due(uint64_t bytes, double *exposure)
{
    struct local *local = &heatline_local;
    if (bytes > IMPOSSIBLE) {
        local->allocate_left += (int64_t)bytes;
        return false;
    }
    if (memory.state != STATE_ON || local->inside || thread_self() == NULL) {
        local->allocate_left = local->allocate_drawn = memory.state == STATE_STOPPED ? NEVER : LATER;
        local->allocate_mean = 0;
        return false;
    }
    if (local->allocate_mean == 0) {
        /* The first one that counts: the distance begins before it. */
        local->seed ^= thread_self()->seed;
        distance_next(local);
        local->allocate_left -= (int64_t)bytes;
        if (local->allocate_left >= 0)
            return false;
    }
    stream_count(HL_COUNT_ALLOC_BYTES, (uint64_t)(local->allocate_drawn - local->allocate_left));
    *exposure = (double)bytes / local->allocate_mean;
    distance_next(local);
    return true;
}

/* pymalloc ends in jumps too, when it hands on what our wrapper of it was asked for. */
static bool is_ours(uintptr_t address)
{
    const struct object *object = objects_find(address);
    return object && object == objects_find((uintptr_t)is_ours);
}

/* Whose bytes they are: by who asked for them (PyMem_RawMalloc ends in a jump to our hook, which so returns to its caller). */
static uint32_t domain_here(void)
{
    const struct local *local = &heatline_local;
    uintptr_t caller = (uintptr_t)local->raw_caller;
    bool python = local->python || (caller && (classify_is_interpreter(caller - 1) || is_ours(caller - 1)));
    return python ? HL_DOMAIN_PYTHON : HL_DOMAIN_NATIVE;
}

void memory_failed(uint64_t bytes)
{
    stream_count(HL_COUNT_ALLOC_BYTES, -bytes);
}

/* Accounts for a block that stood where a new one is: its free went past us. */
static void replaced_forget(const struct sample *sample, uint64_t now)
{
    footprint_freed(sample->row, footprint_estimate(sample->size, sample->exposure), sample->birth_ms, now);
}

struct thinning {
    double mean;
    uint64_t now;
};

static bool thin_one(struct sample *sample, void *context)
{
    struct thinning *thinning = context;
    double exposure = (double)sample->size / thinning->mean;
    if (exposure >= sample->exposure)
        return true;
    struct estimate before = footprint_estimate(sample->size, sample->exposure);
    footprint_released(sample->row, before, thinning->now);
    if (random_unit(&heatline_local.seed) * chance_of(sample->exposure) >= chance_of(exposure)) {
        stream_count(HL_COUNT_MEMORY_THINNED, 1);
        return false;
    }
    sample->exposure = exposure;
    footprint_held(sample->row, footprint_estimate(sample->size, exposure), thinning->now);
    return true;
}

/* Makes room in the table: a larger mean distance from now on, and of the blocks held as many as it would have sampled. */
static bool samples_make_room(uint64_t now)
{
    while (samples_count() >= SAMPLES_MOST) {
        struct thinning thinning = {pace_floor_raise(), now};
        if (thinning.mean == 0)
            return false;
        samples_thin(thin_one, &thinning);
    }
    return true;
}

static void sample_store(void *block, struct sample sample, uint64_t now)
{
    struct sample replaced;
    if (samples_count() >= SAMPLES_MOST && !samples_make_room(now)) {
        stream_count(HL_COUNT_MEMORY_LOST, 1);
        return;
    }
    if (samples_add((uintptr_t)block, &sample, &replaced))
        replaced_forget(&replaced, now);
    footprint_held(sample.row, footprint_estimate(sample.size, sample.exposure), now);
}

/* The row of the calling thread's stack; 0 when there is no room for it. */
static uint32_t row_here(uint32_t domain, uint64_t now)
{
    struct thread *thread = thread_self();
    uint32_t node = thread ? sampler_stack(thread, footprint_may_grow(now) ? NULL : footprint_has_row, domain) : 0;
    uint32_t row = node ? footprint_row(node, domain) : 0;
    if (!row)
        stream_count(HL_COUNT_MEMORY_NO_ROOM, 1);
    return row;
}

void memory_sampled(void *block, uint64_t size, uint64_t requested, double exposure)
{
    struct local *local = &heatline_local;
    if (!memory_is_measuring())
        return;
    local->inside++;
    uint64_t now = mono_ns();
    imports_request();
    executed_request(now);
    if (!memory.asked_to_look && interpreter.is_initialized && interpreter.is_initialized()) {
        /* As soon as the interpreter runs, not only once time is sampled. */
        memory.asked_to_look = true;
        learn_request(now, 0);
    }
    uint32_t row = row_here(domain_here(), now);
    stream_count(HL_COUNT_ALLOC_SAMPLES, 1);
    if (row) {
        struct sample sample = {size, row, footprint_ms(now), exposure * ((double)size / (double)requested)};
        memory_lock();
        footprint_requested(row, requested, exposure, now);
        sample_store(block, sample, now);
        memory_unlock();
    }
    pace_spent(now);
    local->inside--;
}

uint32_t memory_mapping_row(uint64_t now)
{
    struct local *local = &heatline_local;
    if (local->inside || !memory_is_measuring() || !thread_self())
        return 0;
    local->inside++;
    uint32_t row = row_here(HL_DOMAIN_MAPPED, now);
    local->inside--;
    return row;
}

void memory_freed(void *block)
{
    struct local *local = &heatline_local;
    struct sample sample;
    if (!samples_may_hold((uintptr_t)block) || local->inside || !memory_is_measuring())
        return;
    local->inside++;
    uint64_t now = mono_ns();
    memory_lock();
    if (samples_take((uintptr_t)block, &sample)) {
        footprint_freed(sample.row, footprint_estimate(sample.size, sample.exposure), sample.birth_ms, now);
        stream_count(HL_COUNT_FREE_SAMPLES, 1);
    }
    memory_unlock();
    pace_spent(now);
    local->inside--;
}

/* ---- realloc ---- */

bool memory_take(void *block, struct memory_held *held)
{
    struct sample sample;
    if (!samples_may_hold((uintptr_t)block) || heatline_local.inside || !memory_is_measuring())
        return false;
    memory_lock();
    bool found = samples_take((uintptr_t)block, &sample);
    memory_unlock();
    if (found)
        *held = (struct memory_held){sample.size, sample.row, sample.birth_ms, sample.exposure};
    return found;
}

void memory_put_back(void *block, const struct memory_held *held, uint64_t size, double growth)
{
    struct local *local = &heatline_local;
    struct sample sample = {size, held->row, held->birth_ms, held->exposure};
    bool stays = true;
    if (!memory_is_measuring())
        return;
    local->inside++;
    uint64_t now = mono_ns();
    if (size > held->size) {
        /* The added bytes were exposed as the others were: the block is sampled if any of them was. */
        sample.exposure += growth > 0 ? growth : (double)(size - held->size) / pace_mean();
    } else if (size < held->size) {
        sample.exposure = held->exposure * ((double)size / (double)held->size);
        stays = random_unit(&local->seed) * chance_of(held->exposure) < chance_of(sample.exposure);
    }
    uint32_t row = growth > 0 ? row_here(domain_here(), now) : 0;
    memory_lock();
    footprint_released(held->row, footprint_estimate(held->size, held->exposure), now);
    if (row) {
        stream_count(HL_COUNT_ALLOC_SAMPLES, 1);
        footprint_requested(row, size - held->size, growth, now);
        sample.row = row;
    }
    if (stays)
        sample_store(block, sample, now);
    memory_unlock();
    pace_spent(now);
    local->inside--;
}
