/*
 * Preloaded into a Python interpreter: samples the main thread's CPU time between probe_start() and probe_stop(),
 * unwinds each sample to the interpreter loop and prints one line of JSON to the file descriptor PROBE_FD.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "eval_range.h"
#include "unwind.h"

#define DEPTH_MAX 128
#define EXPORT __attribute__((visibility("default")))
#define REPEATS 16
#define SAMPLES_TIMED_MAX 4096

static struct {
    long samples, in_loop, reached, frames, recovered, status[UNWIND_STATUS_COUNT];
    long timed_frames, timed_ns, sample_ns[SAMPLES_TIMED_MAX];
    uintptr_t lost_pc, lost_leaf;
} counts;

static unsigned loop_parts;
static timer_t timer;
static int is_armed;

/* Depth at which the loop was reached, or -1. */
static int unwind_to_loop(const ucontext_t *context, struct unwind_cursor *cursor, enum unwind_status *status, int *recovered)
{
    unwind_begin(cursor, context);
    for (int depth = 0; depth < DEPTH_MAX; depth++) {
        if (eval_range_contains(cursor->lookup_pc))
            return depth;
        *status = unwind_step(cursor);
        if (*status != UNWIND_OK)
            return -1;
        *recovered += cursor->recovered != UNWIND_RECOVERED_BY_ENTRY;
    }
    *status = UNWIND_LIMIT;
    return -1;
}

static long now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static void time_repeats(const ucontext_t *context, int depth)
{
    struct unwind_cursor cursor;
    enum unwind_status status;
    int ignored;
    long start = now_ns();
    for (int repeat = 0; repeat < REPEATS; repeat++)
        unwind_to_loop(context, &cursor, &status, &ignored);
    counts.timed_ns += now_ns() - start;
    counts.timed_frames += (long)REPEATS * depth;
}

static void handle_sample(int number, siginfo_t *info, void *context)
{
    struct unwind_cursor cursor;
    enum unwind_status status = UNWIND_OK;
    int recovered = 0;
    (void)number;
    (void)info;
    long start = now_ns();
    int depth = unwind_to_loop(context, &cursor, &status, &recovered);
    counts.sample_ns[counts.samples++ % SAMPLES_TIMED_MAX] = now_ns() - start;
    counts.recovered += recovered;
    if (depth < 0) {
        counts.status[status]++;
        counts.lost_pc = cursor.pc;
        counts.lost_leaf = (uintptr_t)((const ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
    } else {
        counts.reached++;
        counts.in_loop += depth == 0;
        counts.frames += depth;
        if (depth > 1 && counts.samples % 8 == 0)
            time_repeats(context, depth);
    }
}

EXPORT void probe_start(void)
{
    struct sigaction action = {.sa_sigaction = handle_sample, .sa_flags = SA_SIGINFO | SA_RESTART};
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGRTMIN + 20};
    struct itimerspec period = {{0, 1000000}, {0, 1000000}};
    event._sigev_un._tid = (int)syscall(SYS_gettid);
    sigaction(SIGRTMIN + 20, &action, NULL);
    is_armed = timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) == 0 && timer_settime(timer, 0, &period, NULL) == 0;
}

static void describe_place(char *text, size_t size, uintptr_t pc)
{
    Dl_info info;
    if (pc != 0 && dladdr((void *)pc, &info) != 0)
        snprintf(text, size, "%s+%#lx %s", info.dli_fname, pc - (uintptr_t)info.dli_fbase, info.dli_sname ? info.dli_sname : "?");
    else
        snprintf(text, size, "%#lx", pc);
}

static int compare_durations(const void *left, const void *right)
{
    long difference = *(const long *)left - *(const long *)right;
    return (difference > 0) - (difference < 0);
}

/* Including one read of the clock, and with caches as cold as the program's work left them. */
static long median_sample_ns(void)
{
    size_t count = counts.samples < SAMPLES_TIMED_MAX ? (size_t)counts.samples : SAMPLES_TIMED_MAX;
    qsort(counts.sample_ns, count, sizeof counts.sample_ns[0], compare_durations);
    return counts.sample_ns[count / 2];
}

EXPORT void probe_stop(void)
{
    char lost[300], leaf[300], line[1500];
    if (is_armed)
        timer_delete(timer);
    is_armed = 0;
    describe_place(lost, sizeof lost, counts.lost_pc);
    describe_place(leaf, sizeof leaf, counts.lost_leaf);
    int length = snprintf(line, sizeof line,
                          "{\"parts\":%u,\"samples\":%ld,\"reached\":%ld,\"inLoop\":%ld,\"frames\":%ld,\"recovered\":%ld,\"ended\":%ld,"
                          "\"noEntry\":%ld,\"badCfi\":%ld,\"fault\":%ld,\"limit\":%ld,\"nsPerFrame\":%.1f,\"medianNsPerSample\":%ld,"
                          "\"lost\":\"%s\",\"lostLeaf\":\"%s\"}\n",
                          loop_parts, counts.samples, counts.reached, counts.in_loop, counts.frames, counts.recovered,
                          counts.status[UNWIND_END], counts.status[UNWIND_NO_ENTRY], counts.status[UNWIND_BAD_CFI],
                          counts.status[UNWIND_FAULT], counts.status[UNWIND_LIMIT],
                          counts.timed_frames ? (double)counts.timed_ns / (double)counts.timed_frames : 0.0, median_sample_ns(), lost,
                          leaf);
    const char *descriptor = getenv("PROBE_FD");
    if (write(descriptor ? atoi(descriptor) : 2, line, (size_t)length) != length)
        abort();
}

/* "start-end" of each part of the loop, relative to the object, for comparison with the symbol table. */
EXPORT void probe_parts(void)
{
    for (unsigned index = 0; index < loop_parts; index++) {
        struct code_range part = eval_range_get(index);
        const struct object *object = objects_find(part.start);
        dprintf(1, "%lx-%lx\n", part.start - object->bias, part.end - object->bias);
    }
}

__attribute__((constructor)) static void begin(void)
{
    void *symbol = dlsym(RTLD_DEFAULT, "_PyEval_EvalFrameDefault");
    Dl_info info;
    const Elf64_Sym *entry = NULL;
    if (symbol == NULL)
        return;
    objects_init();
    dladdr1(symbol, &info, (void **)&entry, RTLD_DL_SYMENT);
    loop_parts = eval_range_init((uintptr_t)symbol, entry != NULL ? (unsigned)entry->st_size : 0);
}
