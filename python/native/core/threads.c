#define _GNU_SOURCE
#include "threads.h"

#include "../memory/memory.h"
#include "real.h"
#include "stream.h"
#include "system.h"
#include "text.h"
#include "thread_rows.h"
#include "timers.h"
#include "window.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

#define CHUNK_THREADS 32u
#define CHUNKS 256u          /* 8192 threads at once */
#define LAST_PASS 3u         /* of the at least four rounds of thread-specific destructors */

static __thread struct thread *self __attribute__((tls_model("initial-exec")));
__thread int heatline_in_vfork;

static struct {
    struct thread *chunks[CHUNKS];
    unsigned n_records; /* those behind were never taken: their pages don't exist, and shall not for being looked at */
    pthread_key_t key;
    bool has_key;
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

static struct thread *record_at(unsigned index)
{
    struct thread *chunk = chunk_get(index / CHUNK_THREADS);
    return chunk ? &chunk[index % CHUNK_THREADS] : NULL;
}

static struct thread *record_take(void)
{
    for (unsigned i = 0; i < CHUNKS * CHUNK_THREADS; i++) {
        struct thread *record = record_at(i);
        uint8_t is_free = 0;
        if (!record)
            return NULL;
        if (!__atomic_compare_exchange_n(&record->taken, &is_free, 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            continue;
        unsigned n = __atomic_load_n(&threads.n_records, __ATOMIC_RELAXED);
        while (n <= i && !__atomic_compare_exchange_n(&threads.n_records, &n, i + 1, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
        }
        return record;
    }
    return NULL;
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
    thread->n_remembered = thread->n_spent = 0;
    thread->rested_ns = 0;
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
    if (self || heatline_in_vfork || !stream_is_open() || window_look() == WINDOW_OVER)
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
    timer_stop(thread);
    if (memory_settle)
        memory_settle();
    struct hl_thread *row = thread->row;
    uint64_t cpu = 0, life = window_part(thread->start_ns, mono_ns());
    enum window_state window = window_look();
    if (window == WINDOW_OPEN)
        cpu = thread_cpu_ns() - thread->cpu_start;
    else if (window == WINDOW_OVER && !thread->shared)
        cpu = row->cpu_live_ns;
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
    for (unsigned i = 0; i < threads.n_records; i++)
        record_at(i)->taken = 0;
}

bool threads_open(uint64_t period_ns)
{
    uint32_t tid = (uint32_t)SYSTEM_0(SYS_gettid);
    timers_open(period_ns);
    if (!threads.has_key)
        threads.has_key = REAL(pthread_key_create)(&threads.key, key_destructor) == 0;
    if (!rows_open())
        return false;
    self = thread_register(tid, true, false);
    if (self)
        mask_take_over(self);
    return self != NULL;
}

void threads_settle(void)
{
    unsigned n = __atomic_load_n(&threads.n_records, __ATOMIC_ACQUIRE);
    for (unsigned i = 0; i < n; i++) {
        struct thread *thread = record_at(i);
        if (!thread->taken || !thread->row || thread->shared || thread->row->state != HL_THREAD_LIVE)
            continue;
        uint64_t cpu = thread == self ? thread_cpu_ns() : thread_cpu_of_ns(thread->tid);
        if (cpu >= thread->cpu_start)
            thread->row->cpu_live_ns = cpu - thread->cpu_start;
        name_read(thread);
    }
}

void threads_restart(uint64_t begin)
{
    unsigned n = __atomic_load_n(&threads.n_records, __ATOMIC_ACQUIRE);
    for (unsigned i = 0; i < n; i++) {
        struct thread *thread = record_at(i);
        if (!thread->taken || !thread->row)
            continue;
        thread->cpu_start = thread == self ? thread_cpu_ns() : thread_cpu_of_ns(thread->tid);
        if (thread->start_ns < begin)
            thread->start_ns = begin;
        if (thread->shared)
            continue;
        thread->row->start_ns = thread->start_ns;
        thread->row->cpu_live_ns = 0;
        uint64_t blocked = __atomic_load_n(&thread->row->blocked_since, __ATOMIC_RELAXED);
        if (blocked && blocked < begin)
            __atomic_compare_exchange_n(&thread->row->blocked_since, &blocked, begin, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    }
}

void threads_rest(void)
{
    unsigned n = __atomic_load_n(&threads.n_records, __ATOMIC_ACQUIRE);
    for (unsigned i = 0; i < n; i++)
        if (record_at(i)->taken && record_at(i)->row)
            timer_stop(record_at(i));
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
    unsigned n = __atomic_load_n(&threads.n_records, __ATOMIC_ACQUIRE);
    for (unsigned i = 0; i < n; i++) {
        struct thread *thread = record_at(i);
        if (thread->taken && thread->tid == tid) {
            self = thread;
            return thread;
        }
    }
    return NULL;
}
