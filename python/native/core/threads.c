#define _GNU_SOURCE
#include "threads.h"

#include "real.h"
#include "stream.h"
#include "system.h"
#include "text.h"
#include "tree.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

#define CHUNK_THREADS 32u
#define CHUNKS 256u          /* 8192 threads at once */
#define FRESH_ROWS 64u       /* rows that are not taken over by later threads as long as there are fewer */
#define LAST_PASS 3u         /* of the at least four rounds of thread-specific destructors */
#define NO_TIMER (-1)
#define HANDLER_NS 200000u   /* a sample due this soon would come at the end of our own handler, not at a tick: it is part of the present one */
#define MAX_MISSED 1000u     /* periods that one sample may stand for */

static __thread struct thread *self __attribute__((tls_model("initial-exec")));
__thread int heatline_in_vfork;

static struct {
    struct thread *chunks[CHUNKS];
    uint64_t period_ns;
    uint64_t tick_ns; /* length of the kernel's tick */
    pthread_key_t key;
    bool has_key;
    uint32_t max_rows;
} threads;

struct thread *thread_self(void)
{
    return __builtin_expect(heatline_in_vfork, 0) ? NULL : self;
}

bool thread_hides_signal(void)
{
    return self && self->hides_signal;
}

/* ---- private records ---- */

static struct thread *chunk_get(unsigned index)
{
    struct thread *chunk = __atomic_load_n(&threads.chunks[index], __ATOMIC_ACQUIRE);
    if (chunk)
        return chunk;
    size_t size = sizeof(struct thread) * CHUNK_THREADS;
    long address = SYSTEM_6(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (address < 0)
        return NULL;
    struct thread *fresh = (struct thread *)address;
    if (__atomic_compare_exchange_n(&threads.chunks[index], &chunk, fresh, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return fresh;
    SYSTEM_2(SYS_munmap, fresh, size);
    return chunk;
}

static struct thread *record_take(void)
{
    for (unsigned i = 0; i < CHUNKS; i++) {
        struct thread *chunk = chunk_get(i);
        if (!chunk)
            return NULL;
        for (unsigned j = 0; j < CHUNK_THREADS; j++) {
            uint8_t is_free = 0;
            if (__atomic_compare_exchange_n(&chunk[j].taken, &is_free, 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
                return &chunk[j];
        }
    }
    return NULL;
}

/* ---- rows ---- */

static bool row_claim(uint32_t index, uint32_t from)
{
    struct hl_thread *row = stream_peek(HL_BLOCK_THREADS, index);
    return row && !(row->flags & (HL_THREAD_MAIN | HL_THREAD_SHARED)) &&
           __atomic_compare_exchange_n(&row->state, &from, HL_THREAD_LIVE, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

/* A row for a new thread. Rows of ended threads are taken over only when many are used, first those that already stand for several. */
static uint32_t row_take(bool *shared)
{
    struct hl_header *header = stream_header();
    uint32_t used = __atomic_load_n(&header->n_threads, __ATOMIC_RELAXED);
    *shared = false;
    if (used >= FRESH_ROWS) {
        for (unsigned several = 1; several < 2; several--) {
            for (uint32_t i = 1; i < used && i < threads.max_rows; i++) {
                struct hl_thread *row = stream_peek(HL_BLOCK_THREADS, i);
                if (row && row->state == HL_THREAD_ENDED && (row->n_threads > 1) == (several == 1) && row_claim(i, HL_THREAD_ENDED))
                    return i;
            }
        }
    }
    uint32_t index = __atomic_fetch_add(&header->n_threads, 1, __ATOMIC_RELAXED);
    struct hl_thread *row = index < threads.max_rows ? stream_entry(HL_BLOCK_THREADS, index) : NULL;
    if (row) {
        row->state = HL_THREAD_LIVE;
        return index;
    }
    /* No row left: the last one becomes everybody's. */
    __atomic_store_n(&header->n_threads, threads.max_rows, __ATOMIC_RELAXED);
    *shared = true;
    return UINT32_MAX;
}

/* The row that threads without one of their own add to: row 1, reserved for it at the start. */
#define SHARED_ROW 1u

static void row_start(struct thread *thread, bool is_main)
{
    bool shared = false;
    uint32_t index = is_main ? 0 : row_take(&shared);
    if (shared)
        index = SHARED_ROW;
    struct hl_thread *row = stream_entry(HL_BLOCK_THREADS, index);
    thread->row = row;
    thread->row_index = index;
    thread->shared = shared;
    __atomic_fetch_add(&row->n_threads, 1, __ATOMIC_RELAXED);
    stream_count(HL_COUNT_THREADS, 1);
    if (shared) {
        stream_count(HL_COUNT_THREADS_SHARED, 1);
    } else {
        row->tid = thread->tid;
        row->start_ns = thread->start_ns;
        row->cpu_live_ns = 0;
        row->blocked_since = 0;
        /* The name is read at the end: programs name their threads after the start. */
        for (unsigned i = 0; i < sizeof row->name; i++)
            row->name[i] = 0;
    }
    if (is_main)
        row->flags = HL_THREAD_MAIN;
    row->state = HL_THREAD_LIVE;
    thread->root = tree_thread(index);
}

/* ---- timers ---- */

static uint64_t random_below(struct thread *thread, uint64_t limit)
{
    uint64_t x = thread->seed;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    thread->seed = x;
    return x % limit;
}

/* Distances between samples are uniform in (period/2, 3 period/2): a fixed distance falls into step with programs that do the same work over and
 * over, and then a line is always seen or never. */
static uint64_t random_gap(struct thread *thread)
{
    return threads.period_ns / 2 + 1 + random_below(thread, threads.period_ns);
}

/* The distance from an arbitrary moment to the next sample of such a sequence: a point in a gap that is chosen in proportion to its length. */
static uint64_t random_first(struct thread *thread)
{
    uint64_t gap;
    do
        gap = random_gap(thread);
    while (random_below(thread, threads.period_ns * 3 / 2 + 1) > gap);
    return random_below(thread, gap);
}

/* The kernel's tick is the finest that there is: with periods below it every tick is a sample, and the timer runs by itself. */
static bool is_ticked(void)
{
    return threads.period_ns <= threads.tick_ns;
}

static void timer_set(const struct thread *thread, uint64_t due, int flags)
{
    struct itimerspec when = {
        .it_interval = {(time_t)(threads.period_ns / NS_PER_S), (long)(threads.period_ns % NS_PER_S)},
        .it_value = {(time_t)(due / NS_PER_S), (long)(due % NS_PER_S)},
    };
    SYSTEM_4(SYS_timer_settime, thread->timer, flags, &when, 0);
}

/* A timer on the thread's own CPU clock.
 *
 * The kernel looks at CPU timers only at its tick, so what is sampled is ticks: one in period/tick of them. The first expiry is therefore
 * that of a tick just begun: then a thread that lives for less than a period, or less than a tick, is seen with the probability that its CPU time
 * deserves. An expiry between ticks would miss threads that end before the next one. */
static void timer_start(struct thread *thread, bool other)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = HL_SIGNAL, .sigev_value.sival_ptr = (void *)HL_COOKIE};
    event._sigev_un._tid = (int)thread->tid;
    long clock = other ? (long)(int32_t)((~thread->tid << 3) | 6u) : CLOCK_THREAD_CPUTIME_ID;
    thread->timer = NO_TIMER;
    if (SYSTEM_3(SYS_timer_create, clock, &event, &thread->timer) != 0) {
        thread->timer = NO_TIMER;
        stream_count(HL_COUNT_THREADS_UNTIMED, 1);
        stream_unavailable(HL_NO_TIMER, true);
        return;
    }
    uint64_t first = is_ticked() ? 0 : random_first(thread);
    uint64_t ahead = first / threads.tick_ns * threads.tick_ns + 1;
    thread->due = (other ? thread_cpu_of_ns(thread->tid) : thread_cpu_ns()) + ahead;
    /* Relative: an absolute time that has passed by now would fire here instead of at a tick. */
    timer_set(thread, ahead, 0);
}

uint64_t thread_sampled(struct thread *thread, int overrun, uint64_t cpu)
{
    if (is_ticked()) {
        /* The first tick of a thread stands for a whole one: half of it came before, on average, and half comes after the last. */
        if (thread->signals == 0)
            return threads.tick_ns;
        return threads.period_ns * (uint64_t)(overrun > 0 ? overrun + 1 : 1);
    }
    unsigned n = 0;
    /* Bounded: after a long time without a signal (blocked by a raw system call) the rest is left to calibration. */
    do
        thread->due += random_gap(thread);
    while (++n < MAX_MISSED && thread->due <= cpu + HANDLER_NS);
    if (thread->due <= cpu + HANDLER_NS)
        thread->due = cpu + random_gap(thread);
    timer_set(thread, thread->due, TIMER_ABSTIME);
    return threads.period_ns * n;
}

/* ---- life of a thread ---- */

static struct thread *thread_register(uint32_t tid, bool is_main, bool other)
{
    struct thread *thread = record_take();
    if (!thread) {
        stream_count(HL_COUNT_THREADS_UNTIMED, 1);
        return NULL;
    }
    thread->tid = tid;
    thread->start_ns = mono_ns();
    thread->cpu_start = other ? thread_cpu_of_ns(tid) : thread_cpu_ns();
    thread->signals = 0;
    thread->busy = thread->waiting = thread->cut_short = thread->hides_signal = thread->blocks_faults = thread->exit_passes = 0;
    thread->skip_ns = 0;
    thread->n_remembered = 0;
    thread->seed = number_hash(thread->start_ns) ^ (uint64_t)tid << 32 ^ thread->cpu_start;
    thread->seed += !thread->seed;
    row_start(thread, is_main);
    timer_start(thread, other);
    return thread;
}

/* The mask that a thread starts with may block our signal (by an attribute, a raw system call, a parent process): it is unblocked, and the program
 * goes on believing that it is blocked. */
static void mask_take_over(struct thread *thread)
{
    uint64_t ours = 1ull << (HL_SIGNAL - 1), faults = 1ull << (SIGSEGV - 1) | 1ull << (SIGBUS - 1), before = 0;
    SYSTEM_4(SYS_rt_sigprocmask, SIG_UNBLOCK, &ours, &before, sizeof before);
    thread->hides_signal = (before & ours) != 0;
    thread->blocks_faults = (before & faults) != 0;
}

void thread_begin(bool start_hides_signal)
{
    if (self || heatline_in_vfork || !stream_is_open())
        return;
    struct thread *thread = thread_register((uint32_t)SYSTEM_0(SYS_gettid), false, false);
    if (!thread)
        return;
    self = thread;
    mask_take_over(thread);
    if (start_hides_signal)
        thread->hides_signal = 1;
    if (threads.has_key)
        REAL(pthread_setspecific)(threads.key, thread);
}

static void name_read(struct thread *thread)
{
    char path[64];
    size_t n = text_append(path, 0, sizeof path, "/proc/self/task/");
    n = text_append_number(path, n, sizeof path, thread->tid, 10);
    text_append(path, n, sizeof path, "/comm");
    char name[sizeof thread->row->name] = {0};
    long length = -1;
    if (self == thread) {
        length = SYSTEM_2(SYS_prctl, 16 /* PR_GET_NAME */, name) == 0 ? (long)sizeof name : -1;
    } else {
        long fd = SYSTEM_3(SYS_open, path, O_RDONLY | O_CLOEXEC, 0);
        if (fd >= 0) {
            length = SYSTEM_3(SYS_read, fd, name, sizeof name - 1);
            SYSTEM_1(SYS_close, fd);
        }
    }
    if (length <= 0)
        return;
    for (unsigned i = 0; i < sizeof name; i++)
        thread->row->name[i] = name[i] == '\n' ? 0 : name[i];
}

void thread_end(struct thread *thread)
{
    if (thread->timer != NO_TIMER)
        SYSTEM_1(SYS_timer_delete, thread->timer);
    thread->timer = NO_TIMER;
    struct hl_thread *row = thread->row;
    uint64_t cpu = thread_cpu_ns() - thread->cpu_start, life = mono_ns() - thread->start_ns;
    if (!thread->shared) {
        name_read(thread);
        row->cpu_live_ns = 0;
        row->blocked_since = 0;
    }
    __atomic_fetch_add(&row->cpu_ns, cpu, __ATOMIC_RELAXED);
    __atomic_fetch_add(&row->life_ns, life, __ATOMIC_RELAXED);
    self = NULL;
    if (!thread->shared)
        __atomic_store_n(&row->state, HL_THREAD_ENDED, __ATOMIC_RELEASE);
    __atomic_store_n(&thread->taken, 0, __ATOMIC_RELEASE);
}

/* Runs in every round of thread-specific destructors and lets the others go first, so that their work is still seen. */
static void key_destructor(void *value)
{
    struct thread *thread = value;
    if (thread != self)
        return;
    if (++thread->exit_passes < LAST_PASS) {
        REAL(pthread_setspecific)(threads.key, thread);
        return;
    }
    thread_end(thread);
}

void threads_abandon(void)
{
    self = NULL;
    for (unsigned i = 0; i < CHUNKS && threads.chunks[i]; i++)
        for (unsigned j = 0; j < CHUNK_THREADS; j++)
            threads.chunks[i][j].taken = 0;
}

bool threads_open(uint64_t period_ns)
{
    uint32_t tid = (uint32_t)SYSTEM_0(SYS_gettid);
    threads.period_ns = period_ns;
    struct timespec tick;
    threads.tick_ns = clock_getres(CLOCK_MONOTONIC_COARSE, &tick) == 0 && timespec_ns(&tick) ? timespec_ns(&tick) : NS_PER_S / 100;
    threads.max_rows = 4 * HL_THREADS_PER_BLOCK;
    if (!threads.has_key)
        threads.has_key = REAL(pthread_key_create)(&threads.key, key_destructor) == 0;
    /* Rows 0 and 1 are the main thread's and the shared one. */
    struct hl_thread *shared = stream_entry(HL_BLOCK_THREADS, SHARED_ROW);
    if (!shared)
        return false;
    shared->flags = HL_THREAD_SHARED;
    stream_header()->n_threads = 2;
    self = thread_register(tid, true, false);
    if (self)
        mask_take_over(self);
    return self != NULL;
}

void threads_settle(void)
{
    for (unsigned i = 0; i < CHUNKS && threads.chunks[i]; i++) {
        for (unsigned j = 0; j < CHUNK_THREADS; j++) {
            struct thread *thread = &threads.chunks[i][j];
            if (!thread->taken || !thread->row || thread->shared || thread->row->state != HL_THREAD_LIVE)
                continue;
            uint64_t cpu = thread == self ? thread_cpu_ns() : thread_cpu_of_ns(thread->tid);
            if (cpu >= thread->cpu_start)
                thread->row->cpu_live_ns = cpu - thread->cpu_start;
            name_read(thread);
        }
    }
}

/* ---- threads that the program starts ---- */

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
    *start = (struct start){routine, argument, self && self->hides_signal};
    int result = REAL(pthread_create)(handle, attributes, thread_main, start);
    if (result != 0)
        __atomic_store_n(&start_taken[start - starts], 0, __ATOMIC_RELEASE);
    return result;
}

/* ---- threads that were there before us ---- */

struct directory_entry {
    uint64_t inode, offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

/* Their timers are started from here; the first signal in such a thread finds its record by thread id (thread_adopted). */
void threads_adopt(void)
{
    long fd = SYSTEM_3(SYS_open, "/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (fd < 0)
        return;
    char buffer[2048];
    long size;
    uint32_t own = (uint32_t)SYSTEM_0(SYS_gettid);
    while ((size = SYSTEM_3(SYS_getdents64, fd, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < size;) {
            const struct directory_entry *entry = (const struct directory_entry *)(buffer + at);
            uint32_t tid = 0;
            for (const char *c = entry->name; *c >= '0' && *c <= '9'; c++)
                tid = tid * 10 + (uint32_t)(*c - '0');
            if (tid && tid != own)
                thread_register(tid, false, true);
            at += entry->length;
        }
    }
    SYSTEM_1(SYS_close, fd);
}

struct thread *thread_adopted(void)
{
    uint32_t tid = (uint32_t)SYSTEM_0(SYS_gettid);
    for (unsigned i = 0; i < CHUNKS && threads.chunks[i]; i++) {
        for (unsigned j = 0; j < CHUNK_THREADS; j++) {
            struct thread *thread = &threads.chunks[i][j];
            if (thread->taken && thread->tid == tid) {
                self = thread;
                return thread;
            }
        }
    }
    return NULL;
}
