/* The interposed pthread_create: every thread that the program starts registers itself before it does anything else. */
#define _GNU_SOURCE
#include "real.h"
#include "stream.h"
#include "threads.h"

#include <pthread.h>

struct start {
    void *(*routine)(void *);
    void *argument;
    bool hides_signal; /* the maker believes that it blocks our signal; masks are inherited */
};

/* Starts are handed over in a small pool, so that no allocator is involved; when it is used up the thread starts unregistered. */
#define STARTS 1024u
static struct start starts[STARTS];
static uint8_t start_taken[STARTS];

static void *thread_main(void *argument)
{
    struct start *place = argument;
    struct start start = *place;
    __atomic_store_n(&start_taken[place - starts], 0, __ATOMIC_RELEASE);
    thread_begin(start.hides_signal);
    return start.routine(start.argument);
}

static struct start *start_take(void)
{
    static uint32_t hint;
    uint32_t from = __atomic_fetch_add(&hint, 1, __ATOMIC_RELAXED);
    for (uint32_t i = 0; i < STARTS; i++) {
        uint8_t *taken = &start_taken[(from + i) % STARTS];
        uint8_t is_free = 0;
        if (__atomic_compare_exchange_n(taken, &is_free, 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            return &starts[taken - start_taken];
    }
    return NULL;
}

HL_EXPORT int pthread_create(pthread_t *handle, const pthread_attr_t *attributes, void *(*routine)(void *), void *argument)
{
    struct start *start = stream_is_open() && !heatline_in_vfork ? start_take() : NULL;
    if (!start) {
        if (stream_is_open())
            stream_count(HL_COUNT_THREADS_UNTIMED, 1);
        return REAL(pthread_create)(handle, attributes, routine, argument);
    }
    *start = (struct start){routine, argument, thread_hides_signal()};
    int result = REAL(pthread_create)(handle, attributes, thread_main, start);
    if (result != 0)
        __atomic_store_n(&start_taken[start - starts], 0, __ATOMIC_RELEASE);
    return result;
}
