/* The sampler with all that it keeps, against a model that knows every block: random traces of allocations, reallocations and frees. What it says is
 * unbiased and within its interval as often as it should be, sums agree, and nothing ever falls below zero. */
#include "check.h"
#include "core_stand_in.h"

#include <math.h>
#include <string.h>

#define ROWS 8u
#define BLOCKS 120000u

/* ---- the model: every block and its true bytes ---- */

static struct block {
    uint64_t size;
    uint32_t row;
} blocks[BLOCKS];
static struct {
    uint64_t live[ROWS + 1], allocated, count, total, peak;
} truth;

/* As allocate.c does it; a block is known by its place in `blocks`. */
static void *place_of(uint64_t i)
{
    return (void *)(uintptr_t)(0x10000000 + i * MEMORY_MARK);
}

static void held(uint64_t i, uint64_t size)
{
    truth.live[blocks[i].row] -= blocks[i].size;
    truth.total += size - blocks[i].size;
    blocks[i] = (struct block){size, stack};
    truth.live[stack] += size;
    if (truth.total > truth.peak)
        truth.peak = truth.total;
}

static void allocate(uint64_t i, uint64_t size)
{
    double exposure;
    truth.allocated += size;
    truth.count++;
    held(i, size);
    if ((heatline_local.allocate_left -= (int64_t)size) < 0 && memory_due(size, &exposure))
        memory_sampled(place_of(i), size, size, exposure);
}

static void release(uint64_t i)
{
    memory_freed(place_of(i));
    truth.live[blocks[i].row] -= blocks[i].size;
    truth.total -= blocks[i].size;
    blocks[i].size = 0;
}

static void resize(uint64_t i, uint64_t size)
{
    struct memory_held taken;
    uint64_t before = blocks[i].size, growth = size > before ? size - before : 0;
    double exposure = 0;
    bool was_held = memory_take(place_of(i), &taken), due = false;
    if (growth)
        due = (heatline_local.allocate_left -= (int64_t)growth) < 0 && memory_due(growth, &exposure);
    truth.allocated += growth;
    if (was_held)
        memory_put_back(place_of(i), &taken, size, due ? exposure : 0);
    else if (due)
        memory_sampled(place_of(i), size, growth, exposure);
    held(i, size);
}

/* ---- one trace ---- */

static void begin(uint64_t seed, uint64_t interval)
{
    struct hl_capture capture = {.memory_interval = interval};
    memset(&header, 0, sizeof header);
    memset(rows, 0, sizeof rows);
    memset(moments, 0, sizeof moments);
    memset(history, 0, sizeof history);
    memset(blocks, 0, sizeof blocks);
    memset(&truth, 0, sizeof truth);
    header.start_mono_ns = mono_ns();
    thread.seed = seed * 0x9e3779b97f4a7c15ull | 1;
    heatline_local.seed = 0;
    finalizing = false;
    memory_start(&capture);
    CHECK(!header.unavailable, "unavailable %x", header.unavailable);
}

/* Sums agree, and every figure is one that can be. */
static void check_sums(void)
{
    uint64_t live = 0, samples = 0;
    for (uint64_t i = 1; i < header.n_memory; i++) {
        const struct hl_memory *row = &rows[i];
        CHECK(row->live_bytes < 1ull << 50 && row->live_bytes <= row->peak_bytes, "row %llu holds %llu, at most %llu", (unsigned long long)i,
              (unsigned long long)row->live_bytes, (unsigned long long)row->peak_bytes);
        live += row->live_bytes;
        samples += row->live_samples;
    }
    CHECK(live == header.counters[HL_STATE_LIVE_BYTES], "%llu in rows, %llu in all", (unsigned long long)live,
          (unsigned long long)header.counters[HL_STATE_LIVE_BYTES]);
    CHECK(samples == samples_count(), "%llu in rows, %u in the table", (unsigned long long)samples, samples_count());
    CHECK(header.counters[HL_STATE_PEAK_BYTES] >= live, "a peak under what is held");
}

struct spread {
    double sum_z, sum_squares;
    int n, inside;
};

static void spread_add(struct spread *spread, double estimate, double right, double variance_kib)
{
    double error = sqrt(variance_kib) * 1024, z = (estimate - right) / error;
    spread->sum_z += z;
    spread->sum_squares += z * z;
    spread->inside += fabs(z) <= 1.96;
    spread->n++;
}

static void spread_check(const struct spread *spread, const char *what)
{
    double mean = spread->sum_z / spread->n, width = sqrt(spread->sum_squares / spread->n), share = (double)spread->inside / spread->n;
    printf("%s: mean z %.3f, sd %.3f, %.1f %% inside, n %d\n", what, mean, width, 100 * share, spread->n);
    CHECK(fabs(mean) < 4 / sqrt(spread->n), "%s is biased: mean z %.3f of %d", what, mean, spread->n);
    CHECK(width < 1 + 4 / sqrt(2.0 * spread->n) && share >= 0.95 - 3 * sqrt(0.05 / spread->n), "%s: the interval is too narrow: sd %.3f, %.1f %% inside", what, width, 100 * share);
}

static uint64_t size_draw(uint64_t *state)
{
    /* Many small ones, some large: 16 bytes to 64 KiB. */
    return 1 + random_below(state, 16ull << random_below(state, 13));
}


static void trace_run(uint64_t seed, int steps, unsigned growing, bool resizes)
{
    uint64_t state = seed * 77 + 5;
    for (int i = 0; i < steps; i++) {
        uint64_t at = random_below(&state, BLOCKS);
        stack = 1 + (uint32_t)random_below(&state, ROWS);
        if (!blocks[at].size)
            allocate(at, size_draw(&state));
        else if (resizes && random_below(&state, 3) == 0)
            resize(at, size_draw(&state));
        else if (random_below(&state, 100) >= growing)
            release(at);
        if (i % 50000 == 0)
            check_sums();
    }
    check_sums();
}

static void empty(void)
{
    for (uint64_t i = 0; i < BLOCKS; i++)
        if (blocks[i].size)
            release(i);
    check_sums();
    CHECK(samples_count() == 0 && header.counters[HL_STATE_LIVE_BYTES] == 0, "%u samples and %llu bytes are left", samples_count(),
          (unsigned long long)header.counters[HL_STATE_LIVE_BYTES]);
    for (uint64_t i = 1; i < header.n_memory; i++)
        CHECK(rows[i].live_bytes == 0 && rows[i].live_variance == 0, "row %llu: %llu bytes", (unsigned long long)i, (unsigned long long)rows[i].live_bytes);
}

static void add_live(struct spread *live, struct spread *allocated)
{
    double estimate = 0, variance = 0, requested = 0, requested_variance = 0;
    for (uint64_t i = 1; i < header.n_memory; i++) {
        estimate += (double)rows[i].live_bytes;
        variance += (double)rows[i].live_variance;
        requested += (double)rows[i].alloc_bytes;
        requested_variance += (double)rows[i].alloc_variance;
    }
    spread_add(live, estimate, (double)truth.total, variance);
    spread_add(allocated, requested, (double)truth.allocated, requested_variance);
}

/* Each row by itself, too: without realloc, by which bytes change their row. */
static void add_rows(struct spread *live)
{
    for (uint64_t i = 1; i < header.n_memory; i++) {
        uint32_t row = (uint32_t)(rows[i].key >> 8 & 0xfffff);
        spread_add(live, (double)rows[i].live_bytes, (double)truth.live[row], (double)rows[i].live_variance);
    }
}

static void estimates_are_unbiased(int seeds, uint64_t interval, bool resizes)
{
    struct spread live = {0}, allocated = {0}, each = {0};
    for (int seed = 1; seed <= seeds; seed++) {
        begin((uint64_t)seed, interval);
        trace_run((uint64_t)seed, 60000, 60, resizes);
        add_live(&live, &allocated);
        if (!resizes)
            add_rows(&each);
        empty();
    }
    printf("interval %llu, %s realloc\n", (unsigned long long)interval, resizes ? "with" : "without");
    spread_check(&live, "live");
    spread_check(&allocated, "allocated");
    if (!resizes)
        spread_check(&each, "live by row");
}

/* So fine that the table fills up: blocks are let go at random, and the others stand for them. */
static void thinning_is_unbiased(int seeds)
{
    struct spread live = {0}, allocated = {0};
    for (int seed = 1; seed <= seeds; seed++) {
        begin((uint64_t)seed, 512);
        trace_run((uint64_t)seed, 300000, 99, false);
        CHECK(header.counters[HL_COUNT_MEMORY_THINNED] > 1000, "%llu thinned", (unsigned long long)header.counters[HL_COUNT_MEMORY_THINNED]);
        CHECK(header.counters[HL_COUNT_MEMORY_LOST] == 0, "lost");
        add_live(&live, &allocated);
        empty();
    }
    printf("thinned\n");
    spread_check(&live, "live");
}

/* The exact sum of what was requested, but for the last distance. */
static void sum_is_exact(void)
{
    begin(9, 4096);
    trace_run(9, 50000, 60, false);
    memory_settle();
    CHECK(header.counters[HL_COUNT_ALLOC_BYTES] == truth.allocated, "%llu, not %llu", (unsigned long long)header.counters[HL_COUNT_ALLOC_BYTES],
          (unsigned long long)truth.allocated);
}

static void freezes_when_finalizing(void)
{
    begin(4, 1024);
    trace_run(4, 50000, 80, true);
    uint64_t live = header.counters[HL_STATE_LIVE_BYTES];
    finalizing = true;
    for (uint64_t i = 0; i < BLOCKS; i++)
        if (blocks[i].size)
            memory_freed(place_of(i));
    CHECK(live > 0 && header.counters[HL_STATE_LIVE_BYTES] == live, "live changed");
}

/* A line of 32 MB of small objects at the finest mean distance: the standard deviation that is promised. */
static void small_objects_are_precise(int seeds)
{
    double sum = 0, squares = 0;
    for (int seed = 1; seed <= seeds; seed++) {
        begin((uint64_t)seed, 16384);
        stack = 1;
        heatline_local.seed = 0;
        for (int i = 0; i < (32 << 20) / 64; i++) {
            double exposure;
            if ((heatline_local.allocate_left -= 64) < 0 && memory_due(64, &exposure))
                memory_sampled((void *)(uintptr_t)(0x10000000ull + (uint64_t)i * 256), 64, 64, exposure);
        }
        double ratio = (double)rows[1].live_bytes / (32 << 20);
        sum += ratio;
        squares += ratio * ratio;
    }
    double mean = sum / seeds, deviation = sqrt(squares / seeds - mean * mean);
    printf("32 MB of 64 bytes: mean %.4f, sd %.4f\n", mean, deviation);
    CHECK(fabs(mean - 1) < 4 * 0.022 / sqrt(seeds) && deviation < 0.03, "mean %g, sd %g", mean, deviation);
}

int main(int argc, char **argv)
{
    int seeds = argc > 1 ? atoi(argv[1]) : 60;
    estimates_are_unbiased(seeds, 4096, false);
    estimates_are_unbiased(seeds, 4096, true);
    estimates_are_unbiased(seeds, 65536, true);
    thinning_is_unbiased(seeds / 4);
    small_objects_are_precise(seeds);
    sum_is_exact();
    freezes_when_finalizing();
    return 0;
}
