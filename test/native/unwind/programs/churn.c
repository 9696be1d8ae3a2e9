/*
 * Two threads load, run and unload libraries in a loop while timers at 1 kHz unwind all threads in their handlers.
 * Nothing may crash or hang, and chains must come to their ends. usage: churn FIRST SECOND SECONDS
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "unwind.h"

#define DEPTH_MAX 64

static atomic_long samples, statuses[UNWIND_STATUS_COUNT], in_library, reloads;
static atomic_bool must_stop;
static char **paths;

static void handle_sample(int number, siginfo_t *info, void *context)
{
    struct unwind_cursor cursor;
    enum unwind_status status = UNWIND_LIMIT;
    (void)number;
    (void)info;
    unwind_begin(&cursor, context);
    for (int depth = 0; depth < DEPTH_MAX; depth++) {
        unwind_describe(&cursor);
        if (cursor.object != NULL && cursor.object->id > 4 && cursor.function_start != 0)
            in_library++;
        status = unwind_step(&cursor);
        if (status != UNWIND_OK)
            break;
    }
    samples++;
    statuses[status]++;
}

static timer_t arm_timer(void)
{
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGRTMIN + 3};
    struct itimerspec period = {{0, 1000000}, {0, 1000000}};
    event._sigev_un._tid = (int)syscall(SYS_gettid);
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0 || timer_settime(timer, 0, &period, NULL) != 0)
        abort();
    return timer;
}

static void *reload(void *argument)
{
    timer_t timer = arm_timer();
    for (size_t round = (size_t)argument; !must_stop; round++) {
        void *library = dlopen(paths[round % 2], RTLD_NOW | RTLD_LOCAL);
        int (*work)(int) = (int (*)(int))(uintptr_t)dlsym(library, "library_work");
        work(3000);
        dlclose(library);
        reloads++;
    }
    timer_delete(timer);
    return NULL;
}

static int compare(const void *left, const void *right)
{
    return *(const int *)left - *(const int *)right;
}

static void work_in_libc(double seconds)
{
    static int numbers[5000];
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        for (int index = 0; index < 5000; index++)
            numbers[index] = index * 7919 % 5003;
        qsort(numbers, 5000, sizeof numbers[0], compare);
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((double)(now.tv_sec - start.tv_sec) + (double)(now.tv_nsec - start.tv_nsec) / 1e9 < seconds);
}

int main(int count, char **arguments)
{
    struct sigaction action = {.sa_sigaction = handle_sample, .sa_flags = SA_SIGINFO | SA_RESTART};
    pthread_t threads[2];
    if (count < 4)
        return 2;
    alarm(60); /* a deadlock dies by SIGALRM */
    paths = arguments + 1;
    objects_init();
    sigaction(SIGRTMIN + 3, &action, NULL);
    for (size_t index = 0; index < 2; index++)
        pthread_create(&threads[index], NULL, reload, (void *)index);
    timer_t timer = arm_timer();
    work_in_libc(atof(arguments[3]));
    must_stop = true;
    timer_delete(timer);
    for (size_t index = 0; index < 2; index++)
        pthread_join(threads[index], NULL);
    double ended = (double)statuses[UNWIND_END] / (double)samples;
    int is_right = samples > 500 && reloads > 1000 && ended > 0.97 && in_library > 0 && objects_dropped() == 0;
    printf("%s churn: %ld samples, %ld reloads, %.2f %% whole, no_entry %ld, bad_cfi %ld, fault %ld, limit %ld, %ld frames in libraries, %u objects\n",
           is_right ? "ok" : "FAIL", samples, reloads, 100 * ended, statuses[UNWIND_NO_ENTRY], statuses[UNWIND_BAD_CFI], statuses[UNWIND_FAULT],
           statuses[UNWIND_LIMIT], in_library, objects_last_id());
    return !is_right;
}
