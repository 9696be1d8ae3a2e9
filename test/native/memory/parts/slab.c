/* Blocks of the slab: aligned, large enough, never two at one place, and all come back; also with threads that free what others took. */
#include "check.h"

#include "memory/local.h"
#include "memory/slab.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define BLOCKS 20000u
#define STEPS 200000
#define THREADS 4
#define SHARED 512u

int heatline_memory_lock;
__thread struct local heatline_local;

static struct {
    uint8_t *bytes;
    size_t size;
    uint8_t mark;
} held[BLOCKS];

static void give(uint64_t i)
{
    for (size_t at = 0; at < held[i].size; at++)
        CHECK(held[i].bytes[at] == held[i].mark, "a byte of block %llu was overwritten", (unsigned long long)i);
    slab_give(held[i].bytes);
    held[i].bytes = NULL;
}

static void take(uint64_t *state, uint64_t i)
{
    size_t size = random_below(state, SLAB_LARGEST + 1);
    uint8_t *block = slab_take(size);
    CHECK(block && slab_holds(block), "no block of %zu bytes", size);
    CHECK((uintptr_t)block % 16 == 0, "at %p", (void *)block);
    CHECK(slab_size(block) >= size && slab_size(block) <= (size ? (size + 15) / 16 * 16 : 16), "%zu bytes for %zu", slab_size(block), size);
    held[i].bytes = block;
    held[i].size = size;
    held[i].mark = (uint8_t)random_word(state);
    memset(block, held[i].mark, size);
}

static void random_trace(uint64_t seed)
{
    uint64_t state = seed;
    for (int i = 0; i < STEPS; i++) {
        uint64_t at = random_below(&state, BLOCKS);
        if (held[at].bytes)
            give(at);
        else
            take(&state, at);
    }
    for (uint64_t i = 0; i < BLOCKS; i++)
        if (held[i].bytes)
            give(i);
}

/* Until there is nothing left, which is no error; then all of it again. */
static void is_used_up(void)
{
    void *list = NULL;
    size_t first = 0, second = 0;
    for (void **block; (block = slab_take(SLAB_LARGEST)); list = block, first++)
        *block = list;
    for (void **block = list; block;) {
        void **next = *block;
        slab_give(block);
        block = next;
    }
    for (list = NULL; slab_take(SLAB_LARGEST);)
        second++;
    CHECK(first > SLAB_BYTES / SLAB_LARGEST / 2 && first == second, "%zu blocks, then %zu", first, second);
}

static _Atomic(uint64_t *) shared[SHARED];

static void *exchange(void *argument)
{
    uint64_t state = (uint64_t)(uintptr_t)argument;
    for (int i = 0; i < 20000; i++) {
        uint64_t at = random_below(&state, SHARED), *mine = slab_take(64);
        CHECK(mine, "no block");
        for (int word = 0; word < 8; word++)
            mine[word] = at;
        uint64_t *other = atomic_exchange(&shared[at], mine);
        for (int word = 0; other && word < 8; word++)
            CHECK(other[word] == at, "another thread's block was handed out");
        if (other)
            slab_give(other);
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    CHECK(!slab_holds(NULL) && !slab_take(16), "before it is open");
    CHECK(slab_open() && slab_open(), "no addresses");
    CHECK(!slab_take(SLAB_LARGEST + 1), "too large");
    CHECK(!slab_holds((void *)(heatline_slab + SLAB_BYTES)) && !slab_holds((void *)(heatline_slab - 1)), "beyond its ends");
    for (uint64_t seed = 1; seed <= 2; seed++)
        random_trace(seed);
    for (uintptr_t i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, exchange, (void *)(i + 1)) == 0, "no thread");
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    is_used_up();
    return 0;
}
