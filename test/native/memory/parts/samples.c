/* The table of samples against an array that holds the same, on random traces. Addresses are close together, so that runs of full slots are long. */
#include "check.h"

#include "memory/samples.h"

#include <stdbool.h>
#include <string.h>

#define ADDRESSES 60000u
#define STEPS 400000

static struct {
    struct sample sample[ADDRESSES];
    bool held[ADDRESSES];
    uint32_t count;
} model;

static uintptr_t address_of(uint64_t seed, uint64_t i)
{
    uint64_t base = 0x7f0000000000ull + seed * 0x1000000;
    /* Every third seed: spread over many pages, as sampled blocks are. */
    return base + i * (seed % 3 ? 16 : 4096 + 256);
}

static bool same(const struct sample *a, const struct sample *b)
{
    return a->size == b->size && a->row == b->row && a->birth_ms == b->birth_ms && a->exposure == b->exposure;
}

static void step_add(uint64_t seed, uint64_t *state, uint64_t i)
{
    struct sample sample = {random_below(state, 1u << 20), (uint32_t)random_word(state), (uint32_t)random_word(state), (double)random_below(state, 1000)}, replaced;
    if (!model.held[i] && model.count >= SAMPLES_MOST)
        return;
    bool found = samples_add(address_of(seed, i), &sample, &replaced);
    CHECK(found == model.held[i], "address %llu stood there: %d", (unsigned long long)i, found);
    CHECK(!found || same(&replaced, &model.sample[i]), "another one was replaced");
    model.count += !found;
    model.held[i] = true;
    model.sample[i] = sample;
}

static void step_take(uint64_t seed, uint64_t i)
{
    struct sample sample;
    bool found = samples_take(address_of(seed, i), &sample);
    CHECK(found == model.held[i], "address %llu was there: %d", (unsigned long long)i, found);
    CHECK(!found || same(&sample, &model.sample[i]), "another one was taken");
    model.count -= found;
    model.held[i] = false;
}

struct thinning {
    uint64_t salt;
    uint32_t asked;
};

static bool stays(const struct sample *sample, uint64_t salt)
{
    uint64_t state = salt ^ sample->row;
    return random_below(&state, 3) != 0;
}

static bool keep(struct sample *sample, void *context)
{
    struct thinning *thinning = context;
    thinning->asked++;
    if (!stays(sample, thinning->salt))
        return false;
    return true;
}

static void step_thin(uint64_t *state)
{
    struct thinning thinning = {random_word(state), 0};
    samples_thin(keep, &thinning);
    /* One that moved over the end of the table may be asked again. */
    CHECK(thinning.asked >= model.count && thinning.asked <= model.count + 64, "%u asked of %u", thinning.asked, model.count);
    for (uint32_t i = 0; i < ADDRESSES; i++)
        if (model.held[i] && !stays(&model.sample[i], thinning.salt)) {
            model.held[i] = false;
            model.count--;
        }
}

static void all_is_the_same(uint64_t seed)
{
    CHECK(samples_count() == model.count, "%u, not %u", samples_count(), model.count);
    for (uint32_t i = 0; i < ADDRESSES; i++)
        CHECK(samples_may_hold(address_of(seed, i)) == model.held[i], "address %u", i);
}

static void trace(uint64_t seed)
{
    uint64_t state = seed;
    CHECK(samples_open(), "no memory");
    memset(&model, 0, sizeof model);
    for (int i = 0; i < STEPS; i++) {
        uint64_t at = random_below(&state, ADDRESSES), what = random_below(&state, 100);
        /* It fills up in the first half and empties in the second. */
        if (what < (i < STEPS / 2 ? 70u : 30u))
            step_add(seed, &state, at);
        else
            step_take(seed, at);
        if (i % (STEPS / 5) == STEPS / 10)
            step_thin(&state);
        if (i % (STEPS / 20) == 0)
            all_is_the_same(seed);
    }
    for (uint32_t i = 0; i < ADDRESSES; i++)
        step_take(seed, i);
    CHECK(samples_count() == 0, "%u are left", samples_count());
    all_is_the_same(seed);
}

int main(void)
{
    CHECK(!samples_may_hold(0x7f0000000000ull), "before the table is there");
    for (uint64_t seed = 1; seed <= 9; seed++)
        trace(seed);
    return 0;
}
