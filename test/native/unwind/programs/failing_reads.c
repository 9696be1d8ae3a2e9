/*
 * Unwinds the same chain with the n-th guarded read failing, for every n, each in a fork child so that its caches are
 * cold. Each run must end; frames found by unwind entries must be those of the undisturbed run that the child does next,
 * which must be whole.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unwind.h"

#define DEPTH_MAX 32
#define RECURSIONS 6
#define RUNS_MAX 5000

extern long mem_fail_after, mem_fail_reads;

enum outcome { UNDISTURBED, STILL_WHOLE, CUT_SHORT, WRONG_FRAMES, NOT_RECOVERED, OUTCOMES };

struct chain {
    uintptr_t pc[DEPTH_MAX];
    int depth, trusted; /* frames, and those before the first found without an entry */
};

static int is_right;
static void (*through_library)(void (*function)(void));
volatile int sink;

static __attribute__((noinline)) struct chain follow(const struct unwind_cursor *from, long fail_after)
{
    struct unwind_cursor cursor = *from;
    struct chain chain = {.depth = 0};
    int is_trusted = 1;
    mem_fail_after = fail_after;
    while (chain.depth < DEPTH_MAX) {
        chain.pc[chain.depth++] = cursor.pc;
        chain.trusted += is_trusted;
        if (unwind_step(&cursor) != UNWIND_OK)
            break;
        is_trusted &= cursor.recovered == UNWIND_RECOVERED_BY_ENTRY;
    }
    mem_fail_after = -1;
    return chain;
}

static enum outcome run_child(const struct unwind_cursor *cursor, long fail_after)
{
    mem_fail_reads = 0;
    struct chain disturbed = follow(cursor, fail_after);
    int was_reached = mem_fail_reads > fail_after;
    struct chain whole = follow(cursor, -1);
    if (whole.depth < RECURSIONS + 3 || whole.trusted < whole.depth)
        return NOT_RECOVERED;
    for (int index = 0; index < disturbed.trusted; index++) {
        if (disturbed.pc[index] != whole.pc[index])
            return WRONG_FRAMES;
    }
    if (!was_reached)
        return UNDISTURBED;
    return disturbed.depth < whole.depth ? CUT_SHORT : STILL_WHOLE;
}

static __attribute__((noinline)) void fail_each_read(void)
{
    struct unwind_cursor cursor;
    long outcomes[OUTCOMES] = {0}, crashes = 0, runs = 0;
    unwind_begin_here(&cursor);
    while (runs < RUNS_MAX && outcomes[UNDISTURBED] == 0) {
        int status;
        pid_t child = fork();
        if (child == 0)
            _exit((int)run_child(&cursor, runs));
        runs++;
        if (waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) < OUTCOMES)
            outcomes[WEXITSTATUS(status)]++;
        else
            crashes++;
    }
    is_right = outcomes[UNDISTURBED] == 1 && outcomes[CUT_SHORT] > 100 && outcomes[WRONG_FRAMES] == 0 && outcomes[NOT_RECOVERED] == 0 && crashes == 0;
    printf("%s failing reads: %ld runs, %ld still whole, %ld cut short, %ld with wrong frames, %ld not recovered, %ld crashes\n",
           is_right ? "ok" : "FAIL", runs, outcomes[STILL_WHOLE], outcomes[CUT_SHORT], outcomes[WRONG_FRAMES], outcomes[NOT_RECOVERED], crashes);
}

static __attribute__((noinline)) int recurse(int depth)
{
    if (depth == 0)
        through_library(fail_each_read);
    else
        sink = recurse(depth - 1);
    return sink + 1;
}

int main(int count, char **arguments)
{
    alarm(60);
    objects_init();
    void *library = count > 1 ? dlopen(arguments[1], RTLD_NOW) : NULL;
    if (library == NULL)
        return 2;
    through_library = (void (*)(void (*)(void)))(uintptr_t)dlsym(library, "library_call");
    recurse(RECURSIONS);
    return !is_right;
}
