/* What a thread carries to decide, at the cost of one subtraction, which allocation or copy is sampled. */
#ifndef HEATLINE_MEMORY_LOCAL_H
#define HEATLINE_MEMORY_LOCAL_H

#include <stdbool.h>
#include <stdint.h>

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
/* The object is built for size, and these few steps are what every request of a program pays for: they are laid out so that the usual way takes no
 * branch. Clang does that by itself. */
#define FAST static inline __attribute__((always_inline))
#ifdef __clang__
#define HOT __attribute__((aligned(32)))
#else
#define HOT __attribute__((aligned(32), optimize("O2")))
#endif

struct local {
    int64_t allocate_left;  /* bytes until the next sampled allocation: below 0 it is due */
    int64_t allocate_drawn; /* what allocate_left was set to */
    double allocate_mean;   /* mean of the distribution that it was drawn from; 0: not drawn */
    int64_t copy_left;
    int64_t copy_drawn;
    double copy_mean;       /* that copy_drawn was drawn with */
    uint64_t seed;
    uint32_t grown_from;    /* bytes of one of pymalloc's blocks that grows out of its arenas: what malloc is asked for then is new only beyond them */
    uint32_t raw_calls;     /* calls of Python's raw domain, and arenas given back, so far */
    const void *raw_caller; /* who called Python's raw domain, while it works; NULL outside of it */
    uint8_t python;         /* a small object of Python's */
    uint8_t arena;          /* Python maps an arena: its objects are counted, not the arena */
    uint8_t inside;         /* in our own slow path: pass through */
};

extern __thread struct local heatline_local __attribute__((tls_model("initial-exec"), visibility("hidden")));

#endif
