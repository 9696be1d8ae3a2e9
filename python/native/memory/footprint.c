#include "footprint.h"

#include "../core/format.h"
#include "../core/index.h"
#include "../core/resident.h"
#include "../core/stream.h"
#include "../core/system.h"
#include "distance.h"

/* Changes of a row under this are not in its history: a 128th of the highest footprint, and nothing under a page or sixteen. */
#define HISTORY_SHARE 128u
#define HISTORY_LEAST 65536u
#define KIB 1024u

/* Bytes of nodes and rows: what a program may need to be known, and what may come to it. */
#define STACKS_AT_ONCE 150000.0
#define STACKS_A_SECOND 1350.0

static struct index rows = {.bits = {9, 12, 14, 17}};
static void *memory;

bool footprint_open(void)
{
    size_t size = index_size(&rows);
    if (!system_zeroed(&memory, size))
        return false;
    index_place(&rows, memory);
    struct hl_header *header = stream_header();
    /* Number 0 means "none" in both tables. */
    header->n_memory = header->n_history = 1;
    return stream_entry(HL_BLOCK_MEMORY, 0) && stream_entry(HL_BLOCK_MOMENTS, 0);
}

struct estimate footprint_estimate(uint64_t bytes, double exposure)
{
    double chance = chance_of(exposure);
    double stands_for = (double)bytes / chance, kib = stands_for / KIB;
    return (struct estimate){(uint64_t)(stands_for + 0.5), (uint64_t)(kib * kib * (1 - chance) + 0.5)};
}

static uint64_t row_key(uint32_t node, uint32_t domain)
{
    return 1ull << 63 | (uint64_t)node << 8 | domain;
}

bool footprint_has_row(uint32_t node, uint32_t domain)
{
    return index_get(&rows, row_key(node, domain)) != 0;
}

uint32_t footprint_row(uint32_t node, uint32_t domain)
{
    uint64_t key = row_key(node, domain);
    uint32_t row = index_get(&rows, key);
    if (row)
        return row;
    struct hl_header *header = stream_header();
    if (stream_is_full() && !stream_peek(HL_BLOCK_MEMORY, __atomic_load_n(&header->n_memory, __ATOMIC_RELAXED)))
        return 0;
    uint64_t id = __atomic_fetch_add(&header->n_memory, 1, __ATOMIC_RELAXED);
    struct hl_memory *entry = id < 1u << INDEX_NUMBER_BITS ? stream_entry(HL_BLOCK_MEMORY, id) : NULL;
    if (!entry)
        return 0;
    __atomic_store_n(&entry->key, key, __ATOMIC_RELEASE);
    index_add(&rows, key, (uint32_t)id);
    return (uint32_t)id;
}

bool footprint_may_grow(uint64_t now_ns)
{
    const struct hl_header *header = stream_header();
    uint64_t n_nodes = __atomic_load_n(&header->n_nodes, __ATOMIC_RELAXED), n_rows = __atomic_load_n(&header->n_memory, __ATOMIC_RELAXED);
    double used = (double)(n_nodes * sizeof(uint64_t) + n_rows * sizeof(struct hl_memory));
    return used < STACKS_AT_ONCE + STACKS_A_SECOND * (double)(now_ns - header->start_mono_ns) / NS_PER_S;
}

uint32_t footprint_ms(uint64_t now_ns)
{
    return (uint32_t)((now_ns - stream_header()->start_mono_ns) / 1000000);
}

/* ---- over time ---- */

/* Halves the resolution: neighbours become one. */
static void moments_merge(uint64_t *shift)
{
    struct hl_moment *moment = stream_peek(HL_BLOCK_MOMENTS, 0);
    for (uint32_t i = 0; i < HL_MOMENTS; i++) {
        struct hl_moment sum = {0};
        for (uint32_t j = 2 * i; j < 2 * i + 2 && j < HL_MOMENTS; j++) {
            if (!moment[j].samples)
                continue;
            sum.high_bytes = sum.high_bytes > moment[j].high_bytes ? sum.high_bytes : moment[j].high_bytes;
            sum.end_bytes = moment[j].end_bytes;
            sum.rss_kib = sum.rss_kib > moment[j].rss_kib ? sum.rss_kib : moment[j].rss_kib;
            sum.samples += moment[j].samples;
        }
        moment[i] = sum;
    }
    __atomic_store_n(shift, *shift + 1, __ATOMIC_RELEASE);
}

/* The bucket of a time; *start_ms is when it began. */
static struct hl_moment *moment_at(uint32_t ms, uint32_t *start_ms)
{
    uint64_t *shift = &stream_header()->counters[HL_STATE_MOMENT_SHIFT];
    while (ms / HL_MOMENT_MS >> *shift >= HL_MOMENTS)
        moments_merge(shift);
    uint32_t bucket = ms / HL_MOMENT_MS >> *shift;
    *start_ms = (bucket << *shift) * HL_MOMENT_MS;
    return stream_peek(HL_BLOCK_MOMENTS, bucket);
}

static void history_note(uint32_t number, struct hl_memory *row, uint64_t high_bytes, uint32_t start_ms)
{
    struct hl_header *header = stream_header();
    uint32_t high_kib = (uint32_t)((high_bytes + KIB - 1) / KIB), end_kib = (uint32_t)((row->live_bytes + KIB - 1) / KIB);
    struct hl_history *entry = row->logged_entry ? stream_peek(HL_BLOCK_HISTORY, row->logged_entry) : NULL;
    if (entry && entry->ms == start_ms) {
        entry->high_kib = entry->high_kib > high_kib ? entry->high_kib : high_kib;
        entry->end_kib = end_kib;
        row->logged_bytes = row->live_bytes;
        return;
    }
    uint64_t least = header->counters[HL_STATE_PEAK_BYTES] / HISTORY_SHARE;
    uint64_t change = row->live_bytes > row->logged_bytes ? row->live_bytes - row->logged_bytes : row->logged_bytes - row->live_bytes;
    if (change < (least > HISTORY_LEAST ? least : HISTORY_LEAST))
        return;
    entry = stream_entry(HL_BLOCK_HISTORY, header->n_history);
    if (!entry)
        return;
    *entry = (struct hl_history){number, start_ms, high_kib, end_kib};
    row->logged_entry = (uint32_t)header->n_history;
    row->logged_bytes = row->live_bytes;
    __atomic_store_n(&header->n_history, header->n_history + 1, __ATOMIC_RELEASE);
}

/* ---- what is held ---- */

/* Keeps what the row held at the process's highest footprint, before the row changes for the first time after it: so nobody has to go through
 * all rows at a new maximum. */
static void peak_keep(struct hl_memory *row)
{
    uint32_t epoch = (uint32_t)stream_header()->counters[HL_STATE_PEAK_EPOCH];
    if (row->peak_epoch == epoch)
        return;
    row->at_peak_bytes = row->live_bytes;
    row->at_peak_variance = row->live_variance;
    row->peak_epoch = epoch;
}

static void live_change(uint32_t number, struct hl_memory *row, struct estimate by, bool more, uint64_t now_ns)
{
    uint64_t *counters = stream_header()->counters;
    uint64_t row_before = row->live_bytes, before = counters[HL_STATE_LIVE_BYTES];
    peak_keep(row);
    if (more) {
        row->live_bytes += by.bytes;
        row->live_variance += by.variance;
        counters[HL_STATE_LIVE_BYTES] = before + by.bytes;
    } else {
        row->live_bytes -= by.bytes < row->live_bytes ? by.bytes : row->live_bytes;
        row->live_variance -= by.variance < row->live_variance ? by.variance : row->live_variance;
        counters[HL_STATE_LIVE_BYTES] = before > by.bytes ? before - by.bytes : 0;
    }
    uint64_t live = counters[HL_STATE_LIVE_BYTES];
    if (row->live_bytes > row->peak_bytes)
        row->peak_bytes = row->live_bytes;
    if (row->live_bytes / KIB > row->high_kib)
        row->high_kib = (uint32_t)(row->live_bytes / KIB);
    if (live > counters[HL_STATE_PEAK_BYTES]) {
        counters[HL_STATE_PEAK_BYTES] = live;
        counters[HL_STATE_PEAK_NS] = now_ns;
        counters[HL_STATE_PEAK_EPOCH]++;
    }
    uint32_t start_ms;
    struct hl_moment *moment = moment_at(footprint_ms(now_ns), &start_ms);
    if (!moment->samples)
        moment->rss_kib = resident_kib();
    moment->samples++;
    uint64_t high = live > before ? live : before;
    if (high > moment->high_bytes)
        moment->high_bytes = high;
    moment->end_bytes = live;
    history_note(number, row, row_before > row->live_bytes ? row_before : row->live_bytes, start_ms);
}

void footprint_requested(uint32_t number, uint64_t bytes, double exposure, uint64_t now_ns)
{
    struct estimate requested = footprint_estimate(bytes, exposure);
    struct hl_memory *row = stream_peek(HL_BLOCK_MEMORY, number);
    uint32_t ms = footprint_ms(now_ns);
    if (!row->samples)
        row->first_ms = ms;
    row->last_ms = ms;
    row->samples++;
    row->alloc_bytes += requested.bytes;
    row->alloc_variance += requested.variance;
    row->alloc_count += (uint64_t)(256 / chance_of(exposure));
}

void footprint_held(uint32_t number, struct estimate held, uint64_t now_ns)
{
    struct hl_memory *row = stream_peek(HL_BLOCK_MEMORY, number);
    row->live_samples++;
    row->rises = 1;
    live_change(number, row, held, true, now_ns);
}

void footprint_released(uint32_t number, struct estimate held, uint64_t now_ns)
{
    struct hl_memory *row = stream_peek(HL_BLOCK_MEMORY, number);
    if (row->live_samples)
        row->live_samples--;
    live_change(number, row, held, false, now_ns);
}

void footprint_freed(uint32_t number, struct estimate held, uint32_t birth_ms, uint64_t now_ns)
{
    struct hl_memory *row = stream_peek(HL_BLOCK_MEMORY, number);
    row->frees++;
    row->freed_bytes += held.bytes;
    if (footprint_ms(now_ns) - birth_ms < HL_CHURN_MS)
        row->churn_bytes += held.bytes;
    footprint_released(number, held, now_ns);
    if (row->rises && row->live_bytes / KIB <= row->high_kib / 4u * 3u) {
        row->highs_bytes += (uint64_t)row->high_kib * KIB;
        row->highs++;
        row->high_kib = (uint32_t)(row->live_bytes / KIB);
        row->rises = 0;
    }
}
