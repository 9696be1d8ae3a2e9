#include "thread_rows.h"

#include "stream.h"
#include "tree.h"

#define FRESH_ROWS 64u /* rows that are not taken over by later threads as long as there are fewer */
#define MAX_ROWS (4 * HL_THREADS_PER_BLOCK)
#define SHARED_ROW 1u

bool rows_open(void)
{
    struct hl_thread *shared = stream_entry(HL_BLOCK_THREADS, SHARED_ROW);
    if (!shared)
        return false;
    shared->flags = HL_THREAD_SHARED;
    stream_header()->n_threads = 2;
    return true;
}

static bool row_claim(uint32_t index, uint32_t from)
{
    struct hl_thread *row = stream_peek(HL_BLOCK_THREADS, index);
    return row && !(row->flags & (HL_THREAD_MAIN | HL_THREAD_SHARED)) &&
           __atomic_compare_exchange_n(&row->state, &from, HL_THREAD_LIVE, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

/* A row for a new thread. Rows of ended threads are taken over only when many are used, first those that already stand for several. */
static uint32_t row_take(bool *shared)
{
    struct hl_header *header = stream_header();
    uint32_t used = __atomic_load_n(&header->n_threads, __ATOMIC_RELAXED);
    *shared = false;
    if (used >= FRESH_ROWS) {
        for (unsigned several = 1; several < 2; several--) {
            for (uint32_t i = 1; i < used && i < MAX_ROWS; i++) {
                struct hl_thread *row = stream_peek(HL_BLOCK_THREADS, i);
                if (row && row->state == HL_THREAD_ENDED && (row->n_threads > 1) == (several == 1) && row_claim(i, HL_THREAD_ENDED))
                    return i;
            }
        }
    }
    uint32_t index = __atomic_fetch_add(&header->n_threads, 1, __ATOMIC_RELAXED);
    struct hl_thread *row = index < MAX_ROWS ? stream_entry(HL_BLOCK_THREADS, index) : NULL;
    if (row) {
        row->state = HL_THREAD_LIVE;
        return index;
    }
    /* No row left: the last one becomes everybody's. */
    __atomic_store_n(&header->n_threads, MAX_ROWS, __ATOMIC_RELAXED);
    *shared = true;
    return UINT32_MAX;
}


void row_start(struct thread *thread, bool is_main)
{
    bool shared = false;
    uint32_t index = is_main ? 0 : row_take(&shared);
    if (shared)
        index = SHARED_ROW;
    struct hl_thread *row = stream_entry(HL_BLOCK_THREADS, index);
    thread->row = row;
    thread->row_index = index;
    thread->shared = shared;
    __atomic_fetch_add(&row->n_threads, 1, __ATOMIC_RELAXED);
    stream_count(HL_COUNT_THREADS, 1);
    if (shared) {
        stream_count(HL_COUNT_THREADS_SHARED, 1);
    } else {
        row->tid = thread->tid;
        row->start_ns = thread->start_ns;
        row->cpu_live_ns = 0;
        row->blocked_since = 0;
        /* The name is read at the end: programs name their threads after the start. */
        for (unsigned i = 0; i < sizeof row->name; i++)
            row->name[i] = 0;
    }
    if (is_main)
        row->flags = HL_THREAD_MAIN;
    row->state = HL_THREAD_LIVE;
    thread->root = tree_thread(index);
}
