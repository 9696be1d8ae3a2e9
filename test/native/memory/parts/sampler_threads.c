/* Threads that allocate, resize and free each other's blocks, for the thread sanitizer; at the end nothing is held and all sums agree. */
#include "check.h"
#include "core_stand_in.h"

#include <pthread.h>
#include <stdatomic.h>

#define THREADS 4
#define SHARED 4096u
#define STEPS 30000
#define INTERVAL 256u

/* The size of the block at a place; 0: none. Whoever takes it out owns it, as after a pointer is handed over. */
static atomic_ulong shared[SHARED];
static atomic_ulong requested;

static void *place_of(uint64_t i)
{
    return (void *)(uintptr_t)(0x10000000 + i * MEMORY_MARK);
}

static void allocate(uint64_t i, uint64_t size)
{
    double exposure;
    atomic_fetch_add(&requested, size);
    if ((heatline_local.allocate_left -= (int64_t)size) < 0 && memory_due(size, &exposure))
        memory_sampled(place_of(i), size, size, exposure);
}

static void *work(void *argument)
{
    uint64_t state = (uint64_t)(uintptr_t)argument;
    thread.seed = state * 0x9e3779b97f4a7c15ull;
    for (int step = 0; step < STEPS; step++) {
        uint64_t at = random_below(&state, SHARED), size = 1 + random_below(&state, 4096);
        uint64_t before = atomic_exchange(&shared[at], UINT64_MAX);
        struct memory_held held;
        stack = 1 + (uint32_t)random_below(&state, 8);
        if (before == UINT64_MAX)
            continue; /* another thread has it, and will put it back */
        if (before && size % 4 == 0) {
            if (memory_take(place_of(at), &held))
                memory_put_back(place_of(at), &held, size, 0);
            atomic_store(&shared[at], size);
        } else if (before) {
            memory_freed(place_of(at));
            atomic_store(&shared[at], 0);
        } else {
            allocate(at, size);
            atomic_store(&shared[at], size);
        }
    }
    memory_settle();
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    struct hl_capture capture = {.memory_interval = INTERVAL};
    header.start_mono_ns = mono_ns();
    memory_start(&capture);
    for (uintptr_t i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, work, (void *)(i + 1)) == 0, "no thread");
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    uint64_t live = 0;
    for (uint64_t i = 1; i < header.n_memory; i++)
        live += rows[i].live_bytes;
    CHECK(live == header.counters[HL_STATE_LIVE_BYTES] && samples_count() > 100, "%llu", (unsigned long long)live);
    CHECK(header.counters[HL_COUNT_ALLOC_BYTES] == atomic_load(&requested), "%llu requested", (unsigned long long)header.counters[HL_COUNT_ALLOC_BYTES]);
    for (uint64_t i = 0; i < SHARED; i++)
        memory_freed(place_of(i));
    CHECK(samples_count() == 0 && header.counters[HL_STATE_LIVE_BYTES] == 0, "%u samples are left", samples_count());
    return 0;
}
