/* Logarithm and chance against libm; distances against the exponential distribution, for several seeds. */
#include "check.h"

#include "memory/distance.h"

#include <math.h>
#include <string.h>

#define DRAWS 200000
#define SEEDS 7

static void logarithm_is_right(void)
{
    uint64_t state = 1;
    for (int i = 0; i < 1000000; i++) {
        double x = exp(((double)random_word(&state) * 0x1p-64 - 0.5) * 80);
        CHECK(fabs(natural_log(x) - log(x)) < 1e-9, "natural_log(%.17g) = %.17g", x, natural_log(x));
    }
    for (double near = 1e-15; near < 0.5; near *= 3)
        CHECK(fabs(natural_log(1 - near) - log1p(-near)) < 1e-9, "near 1 by %g", near);
    CHECK(natural_log(1) == 0, "ln(1) = %g", natural_log(1));
    CHECK(fabs(natural_log(0x1p-53) + 53 * log(2)) < 1e-9, "the smallest 1 - random_unit()");
}

static void chance_is_right(void)
{
    for (double x = 1e-12; x < 1e7; x *= 1.001) {
        double right = -expm1(-x), got = chance_of(x);
        CHECK(got > 0 && got <= 1 && fabs(got - right) <= 1e-9 * right, "chance_of(%.17g) = %.17g, not %.17g", x, got, right);
    }
    CHECK(chance_of(0) == 0, "nothing has no chance");
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Kolmogorov and Smirnov's greatest difference, times sqrt(n). */
static double distance_from_exponential(int64_t *draws, double mean)
{
    double worst = 0;
    qsort(draws, DRAWS, sizeof *draws, by_value);
    for (int i = 0; i < DRAWS; i++) {
        /* A whole number stands for all that round down to it. */
        double below = (double)i / DRAWS, expected = -expm1(-(double)draws[i] / mean), wide = 1 / mean;
        double difference = fabs(below - expected) - wide;
        worst = difference > worst ? difference : worst;
    }
    return worst * sqrt(DRAWS);
}

static void distances_are_exponential(void)
{
    static int64_t draws[DRAWS];
    const double means[] = {64, 16384, 1048576};
    int rejected = 0, tests = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        for (unsigned m = 0; m < sizeof means / sizeof *means; m++, tests++) {
            uint64_t state = seed * 0x1234567, sum = 0;
            for (int i = 0; i < DRAWS; i++) {
                draws[i] = distance_draw(&state, means[m]);
                CHECK(draws[i] >= 1, "a distance of %lld", (long long)draws[i]);
                sum += (uint64_t)draws[i];
            }
            /* Five standard errors, and what rounding down takes. */
            double mean = (double)sum / DRAWS;
            CHECK(fabs(mean + 0.5 - means[m]) < 5 * means[m] / sqrt(DRAWS) + 0.1, "mean %g, not %g", mean, means[m]);
            rejected += distance_from_exponential(draws, means[m]) > 1.63;
        }
    /* The 1 % point: of 21 tests more than 2 are rejected once in 1,000 such runs; the seeds are fixed. */
    CHECK(rejected <= 2, "%d of %d are not exponential", rejected, tests);
}

static void seed_never_stays_zero(void)
{
    uint64_t seed = 0;
    double unit = random_unit(&seed);
    CHECK(seed != 0 && unit >= 0 && unit < 1, "seed %llu", (unsigned long long)seed);
}

/* A request of n bytes is due with the chance 1 - exp(-n / mean), whatever was requested before. */
static void chance_does_not_depend_on_the_past(void)
{
    const double mean = 4096;
    const int64_t sizes[] = {16, 100, 512, 4096, 20000};
    uint64_t seen[5] = {0}, due[5] = {0}, state = 5, seed = 77;
    int64_t left = distance_draw(&seed, mean);
    for (int i = 0; i < 4000000; i++) {
        unsigned which = (unsigned)random_below(&state, 5);
        seen[which]++;
        if ((left -= sizes[which]) < 0) {
            due[which]++;
            left = distance_draw(&seed, mean);
        }
    }
    for (int i = 0; i < 5; i++) {
        double p = -expm1(-(double)sizes[i] / mean), n = (double)seen[i], error = sqrt(p * (1 - p) / n);
        CHECK(fabs((double)due[i] / n - p) < 4.5 * error, "size %lld: %g, not %g", (long long)sizes[i], (double)due[i] / n, p);
    }
}

int main(void)
{
    logarithm_is_right();
    chance_is_right();
    distances_are_exponential();
    seed_never_stays_zero();
    chance_does_not_depend_on_the_past();
    return 0;
}
