/* Poisson sampling by bytes: distances between samples are exponentially distributed, so every byte has the same chance whatever came before, and a
 * block of x mean distances is sampled with probability 1 - exp(-x).
 *
 * No libm: these run inside malloc, and libm's symbol versions would bind the object to a newer glibc. Signal-safe, thread-safe.
 */
#ifndef HEATLINE_MEMORY_DISTANCE_H
#define HEATLINE_MEMORY_DISTANCE_H

#include <stdint.h>

/* ln(x) for x > 0; absolute error below 1e-9. */
double natural_log(double x);

/* 1 - exp(-x) for x >= 0; relative error below 1e-9. */
double chance_of(double x);

/* Uniform in [0, 1). The seed is never 0 afterwards. */
double random_unit(uint64_t *seed);

/* Exponentially distributed with this mean, at least 1. */
int64_t distance_draw(uint64_t *seed, double mean);

#endif
