/* samples_may_hold without a lock beside a thread that adds, takes and thins: what is held all the time is never denied. */
#include "check.h"

#include "core/text.h"
#include "memory/samples.h"

#include <pthread.h>
#include <stdatomic.h>

#define READERS 3
#define FIXED 3000u
#define MOVING 20000u
#define ROUNDS 10
#define NEIGHBOURS 12
#define TURNS 15000

static atomic_bool over;
static atomic_ulong asked;

/* Fixed and moving ones lie between each other: taking one out moves others. */
static uintptr_t address_of(uint32_t i)
{
    return 0x7f0000000000ull + (uint64_t)i * 16;
}

static bool is_fixed(uint32_t i)
{
    return i % ((FIXED + MOVING) / FIXED) == 0;
}

static void *reader(void *argument)
{
    uint64_t state = (uint64_t)(uintptr_t)argument;
    while (!atomic_load(&over)) {
        uint32_t i = (uint32_t)random_below(&state, FIXED + MOVING);
        bool may = samples_may_hold(address_of(i));
        CHECK(may || !is_fixed(i), "address %u is held", i);
        atomic_fetch_add(&asked, 1);
    }
    return NULL;
}

static bool keep(struct sample *sample, void *context)
{
    return sample->row == 1 || random_below(context, 2);
}

/* One whose slot moves all the time, because others that belong to the same slot go before it. When it is the first, it is taken out and put in
 * behind them; whether that happened meanwhile is told by an odd or another turn. */
static uintptr_t neighbours[NEIGHBOURS];
static atomic_uint taken_out;

static void neighbours_find(void)
{
    uint32_t wanted = 0;
    for (uintptr_t address = 0x550000000000ull, n = 0; n < NEIGHBOURS; address += 16) {
        uint32_t slot = (uint32_t)(number_hash(address >> 4) & 0xffff);
        if (n == 0)
            wanted = slot;
        if (slot == wanted)
            neighbours[n++] = address;
    }
}

static void *moved_reader(void *argument)
{
    while (!atomic_load(&over)) {
        unsigned before = atomic_load(&taken_out);
        bool may = samples_may_hold(neighbours[0]);
        CHECK(may || before % 2 || atomic_load(&taken_out) != before, "what moves is held");
    }
    return argument;
}

static void among_neighbours(void)
{
    pthread_t thread;
    struct sample sample = {.row = 1}, other;
    CHECK(samples_open(), "no memory");
    neighbours_find();
    for (int i = 0; i < NEIGHBOURS; i++)
        samples_add(neighbours[i], &sample, &other);
    CHECK(pthread_create(&thread, NULL, moved_reader, NULL) == 0, "no thread");
    for (int turn = 0; turn < TURNS; turn++) {
        atomic_fetch_add(&taken_out, 1);
        CHECK(samples_take(neighbours[0], &other), "what moves is gone");
        samples_add(neighbours[0], &sample, &other);
        atomic_fetch_add(&taken_out, 1);
        for (int i = 1; i < NEIGHBOURS; i++) {
            CHECK(samples_take(neighbours[i], &other), "neighbour %d is gone", i);
            samples_add(neighbours[i], &sample, &other);
        }
    }
    atomic_store(&over, true);
    pthread_join(thread, NULL);
    atomic_store(&over, false);
}

int main(void)
{
    pthread_t threads[READERS];
    uint64_t state = 3;
    struct sample fixed = {.row = 1}, moving = {.row = 2}, other;
    among_neighbours();
    CHECK(samples_open(), "no memory");
    for (uint32_t i = 0; i < FIXED + MOVING; i++)
        if (is_fixed(i))
            samples_add(address_of(i), &fixed, &other);
    for (uintptr_t i = 0; i < READERS; i++)
        CHECK(pthread_create(&threads[i], NULL, reader, (void *)(i + 1)) == 0, "no thread");
    for (int round = 0; round < ROUNDS; round++) {
        for (uint32_t i = 0; i < FIXED + MOVING; i++)
            if (!is_fixed(i) && random_below(&state, 2))
                samples_add(address_of(i), &moving, &other);
        for (uint32_t i = 0; i < FIXED + MOVING; i++)
            if (!is_fixed(i) && random_below(&state, 2))
                samples_take(address_of(i), &other);
        samples_thin(keep, &state);
    }
    while (atomic_load(&asked) < 1000)
        ;
    atomic_store(&over, true);
    for (int i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
