/* The bracket around an interposed blocking call: how long it waited, whose line it was, and whether a signal of ours cut it short.
 *
 *     struct wait wait;
 *     wait_begin(&wait, HL_CLASS_WAIT_SLEEP, WAIT_ONLY);
 *     do
 *         result = REAL(call)(…);
 *     while (result == -1 && wait_was_interrupted(&wait));
 *     wait_end(&wait);
 *
 * errno is left as the call set it. Signal-safe, thread-safe. In an unregistered thread all of them do nothing.
 */
#ifndef HEATLINE_WAIT_H
#define HEATLINE_WAIT_H

#include "threads.h"

#include <stdbool.h>
#include <stdint.h>

enum wait_kind {
    WAIT_ONLY = 0,  /* the call does nothing but wait: its stack is known from the start, so that a kill in it leaves the line behind */
    WAIT_MOVES = 1, /* moves few bytes: recorded afterwards, when it took long */
    WAIT_BRIEF = 3, /* comes by the thousand: waits under 4 ms are sampled in proportion to their length, without bias */
    WAIT_WORKS = 2, /* moves many bytes or computes: the CPU time spent in it is taken off, and it counts only if the thread ever gave up the processor */
};

/* From this size on, moving bytes costs CPU time worth measuring (0.5 us for the clock). */
#define WAIT_MANY_BYTES 65536u

struct wait {
    struct thread *thread; /* NULL: not recorded */
    uint64_t start, cpu;
    uint64_t switches; /* voluntary context switches before */
    uint32_t class, node;
    enum wait_kind kind;
};

void wait_begin(struct wait *wait, uint32_t class, enum wait_kind kind);
void wait_end(struct wait *wait);

/* Waits shorter than this are summed without a stack. Once, in the constructor. */
void wait_threshold_set(uint64_t ns);

/* After a call that failed with EINTR: true when only our signal came, so that it should be called again. */
bool wait_was_interrupted(struct wait *wait);

/* Nanoseconds since wait_begin, for calls that are given a duration. */
uint64_t wait_elapsed(const struct wait *wait);

#endif
