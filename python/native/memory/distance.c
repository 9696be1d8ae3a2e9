#include "distance.h"

#define LN_2 0.69314718055994530942

double natural_log(double x)
{
    union {
        double value;
        uint64_t bits;
    } parts = {x};
    int exponent = (int)(parts.bits >> 52 & 0x7ff) - 1023;
    parts.bits = (parts.bits & 0xfffffffffffffull) | 0x3ff0000000000000ull;
    if (parts.value > 1.4142135623730951) {
        parts.value /= 2;
        exponent++;
    }
    /* ln(m) = 2 artanh((m - 1) / (m + 1)), |t| < 0.172 */
    double t = (parts.value - 1) / (parts.value + 1), s = t * t;
    return exponent * LN_2 + 2 * t * (1 + s * (1.0 / 3 + s * (1.0 / 5 + s * (1.0 / 7 + s * (1.0 / 9 + s / 11)))));
}

double chance_of(double x)
{
    if (x < 1e-3)
        return x * (1 - x / 2 * (1 - x / 3));
    if (x > 45)
        return 1;
    int halvings = (int)(x / LN_2 + 0.5);
    double r = x - halvings * LN_2; /* |r| <= ln(2) / 2 */
    double e = 1 - r * (1 - r / 2 * (1 - r / 3 * (1 - r / 4 * (1 - r / 5 * (1 - r / 6 * (1 - r / 7 * (1 - r / 8 * (1 - r / 9))))))));
    union {
        uint64_t bits;
        double value;
    } power = {(uint64_t)(1023 - halvings) << 52};
    return 1 - e * power.value;
}

static uint64_t random_next(uint64_t *seed)
{
    uint64_t x = *seed ? *seed : 0x9e3779b97f4a7c15ull;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *seed = x;
    return x * 0x2545f4914f6cdd1dull;
}

double random_unit(uint64_t *seed)
{
    return (double)(random_next(seed) >> 11) * 0x1p-53;
}

int64_t distance_draw(uint64_t *seed, double mean)
{
    double distance = -natural_log(1 - random_unit(seed)) * mean;
    return distance < 1 ? 1 : (int64_t)distance;
}
