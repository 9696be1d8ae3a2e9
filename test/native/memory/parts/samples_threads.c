/* samples_may_hold without a lock beside a thread that adds, takes and thins: what is held all the time is never denied. */
#include "check.h"

#include "memory/samples.h"

#include <pthread.h>
#include <stdatomic.h>

#define READERS 3
#define FIXED 3000u
#define MOVING 20000u
#define ROUNDS 20

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

int main(void)
{
    pthread_t threads[READERS];
    uint64_t state = 3;
    struct sample fixed = {.row = 1}, moving = {.row = 2}, other;
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
