/*
 * Compares unwound chains with glibc's backtrace() taken at the same place, in ordinary context. Prints one line per
 * case, "ok <case>" or "FAIL <case>: ...", and exits with 1 after any failure.
 */
#define _GNU_SOURCE
#include <alloca.h>
#include <execinfo.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "eval_range.h"
#include "unwind.h"

#define DEPTH_MAX 64
#define KEEP __attribute__((noinline))

struct chain {
    uintptr_t pc[DEPTH_MAX];
    int depth;
    int signal_frames;
    int by_frame_pointer, by_scan;
    enum unwind_status last;
};

static struct chain ours, theirs;
static int failures;
volatile int sink;

static void chain_follow(struct chain *chain, struct unwind_cursor *cursor)
{
    memset(chain, 0, sizeof *chain);
    while (chain->depth < DEPTH_MAX) {
        chain->pc[chain->depth++] = cursor->pc;
        unwind_describe(cursor);
        chain->signal_frames += cursor->is_signal_frame;
        chain->last = unwind_step(cursor);
        if (chain->last != UNWIND_OK)
            return;
        chain->by_frame_pointer += cursor->recovered == UNWIND_RECOVERED_BY_FRAME_POINTER;
        chain->by_scan += cursor->recovered == UNWIND_RECOVERED_BY_SCAN;
    }
}

static KEEP void take_both(void)
{
    struct unwind_cursor cursor;
    void *frames[DEPTH_MAX];
    theirs.depth = backtrace(frames, DEPTH_MAX);
    for (int index = 0; index < theirs.depth; index++)
        theirs.pc[index] = (uintptr_t)frames[index];
    unwind_begin_here(&cursor);
    chain_follow(&ours, &cursor);
    sink++;
}

static void fail(const char *name, const char *reason)
{
    failures++;
    printf("FAIL %s: %s\n", name, reason);
    for (int index = 0; index < ours.depth || index < theirs.depth; index++)
        printf("  %2d ours %#lx theirs %#lx\n", index, index < ours.depth ? ours.pc[index] : 0, index < theirs.depth ? theirs.pc[index] : 0);
    printf("  last status %d\n", ours.last);
}

/* The first frame is take_both in both; its pc differs by the place of the two calls. */
static void compare(const char *name, int least)
{
    if (ours.depth < least || ours.last != UNWIND_END)
        fail(name, "chain cut short");
    else if (ours.depth != theirs.depth || memcmp(ours.pc + 1, theirs.pc + 1, sizeof ours.pc[0] * (size_t)(ours.depth - 1)) != 0)
        fail(name, "chains differ");
    else
        printf("ok %s (%d frames)\n", name, ours.depth);
}

static int order(const void *left, const void *right)
{
    if (sink == 0)
        take_both();
    return *(const int *)left - *(const int *)right;
}

static void case_qsort(void)
{
    int numbers[] = {5, 3, 9, 1, 7, 2};
    sink = 0;
    qsort(numbers, 6, sizeof numbers[0], order);
    compare("qsort callback through libc", 5);
}

static KEEP int omitted(int depth)
{
    int result = depth > 0 ? omitted(depth - 1) : (take_both(), 1);
    sink += result;
    return result + 1;
}

static KEEP int with_alloca(size_t size)
{
    char *room = alloca(size);
    memset(room, 1, size);
    take_both();
    return room[size / 2];
}

static KEEP int realigned(int value)
{
    _Alignas(64) char room[128];
    memset(room, value, sizeof room);
    __asm__ volatile("" : : "r"(room) : "memory");
    take_both();
    return room[5];
}

static void handle_signal(int number)
{
    (void)number;
    take_both();
}

static void handle_from_context(int number, siginfo_t *info, void *context)
{
    struct unwind_cursor cursor;
    void *frames[DEPTH_MAX];
    (void)number;
    (void)info;
    unwind_begin(&cursor, context);
    chain_follow(&ours, &cursor);
    theirs.depth = backtrace(frames, DEPTH_MAX);
    for (int index = 0; index < theirs.depth; index++)
        theirs.pc[index] = (uintptr_t)frames[index];
}

static void case_signal(void)
{
    signal(SIGUSR1, handle_signal);
    raise(SIGUSR1);
    compare("through a signal frame", 5);
    if (ours.signal_frames != 1)
        fail("through a signal frame", "signal frame not marked");
}

/* The chain from the context is the tail of the one that starts in the handler. */
static void case_context(void)
{
    struct sigaction action = {.sa_sigaction = handle_from_context, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR2, &action, NULL);
    raise(SIGUSR2);
    int skipped = theirs.depth - ours.depth;
    if (ours.last != UNWIND_END || skipped < 2 || memcmp(ours.pc, theirs.pc + skipped, sizeof ours.pc[0] * (size_t)ours.depth) != 0)
        fail("from a signal context", "chains differ");
    else
        printf("ok from a signal context (%d frames)\n", ours.depth);
}

/*
 * No unwind entry covers these: saved registers and locals on the stack, a buffer with the old stack pointer in rbx,
 * and generated code in anonymous memory that keeps rbp.
 */
__asm__(".text\n"
        "bare_saving: push %rbp\n push %rbx\n sub $40, %rsp\n mov $12345, %ebp\n call *%rdi\n add $40, %rsp\n pop %rbx\n pop %rbp\n ret\n"
        "bare_buffer: push %rbx\n push %rbp\n mov %rsp, %rbx\n sub $40000, %rsp\n and $-4096, %rsp\n call *%rdi\n mov %rbx, %rsp\n"
        " pop %rbp\n pop %rbx\n ret\n"
        "bare_lost: push %rbp\n mov $1, %ebp\n mov %rsp, %r12\n sub $40000, %rsp\n mov $2, %ebx\n call *%rdi\n mov %r12, %rsp\n pop %rbp\n ret\n");
void bare_saving(void (*function)(void)) __attribute__((visibility("hidden")));
void bare_buffer(void (*function)(void)) __attribute__((visibility("hidden")));
void bare_lost(void (*function)(void)) __attribute__((visibility("hidden")));

static void check_bare(const char *name, int is_right)
{
    if (is_right)
        printf("ok %s (%d frames)\n", name, ours.depth);
    else
        fail(name, "not as expected");
}

static KEEP void case_bare(void)
{
    bare_saving(take_both);
    check_bare("code without tables that saves registers", ours.by_scan == 1 && ours.last == UNWIND_END && ours.depth >= 5);
    bare_buffer(take_both);
    check_bare("code without tables with a large buffer", ours.by_scan == 1 && ours.last == UNWIND_END && ours.depth >= 5);
    sink++;
}

/* A caller whose frame is found by rbp, which the bare code has saved and overwritten. */
static KEEP void case_bare_from_alloca(size_t size)
{
    char *room = alloca(size);
    memset(room, 0, size);
    bare_saving(take_both);
    check_bare("code without tables called from a frame with alloca", ours.by_scan == 1 && ours.last == UNWIND_END && ours.depth >= 5);
    sink += room[size / 2];
}

/* Fills the stack below with zeros, so that no earlier call's return address is found there. */
static KEEP void clear_stack(void)
{
    char room[60000];
    memset(room, 0, sizeof room);
    __asm__ volatile("" : : "r"(room) : "memory");
}

static KEEP void case_bare_lost(void)
{
    clear_stack();
    __asm__ volatile("call bare_lost" : : "D"(take_both) : "rax", "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "r12", "memory", "cc");
    check_bare("code without tables, nothing to go by: no_entry", ours.last == UNWIND_NO_ENTRY && ours.depth == 2);
}

static KEEP void case_generated(void)
{
    /* push rbp; mov rbp, rsp; sub rsp, 4096; call rdi; leave; ret */
    static const uint8_t code[] = {0x55, 0x48, 0x89, 0xe5, 0x48, 0x81, 0xec, 0, 16, 0, 0, 0xff, 0xd7, 0xc9, 0xc3};
    uint8_t *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memcpy(page, code, sizeof code);
    clear_stack();
    ((void (*)(void (*)(void)))(uintptr_t)page)(take_both);
    check_bare("generated code with rbp", ours.by_frame_pointer == 1 && ours.last == UNWIND_END && ours.depth >= 5);
    munmap(page, 4096);
}

/*
 * A call as the last instruction, as compilers write it where the callee never returns: the return address belongs to
 * the next function, whose rules differ.
 */
__asm__(".text\n"
        "last_call: .cfi_startproc\n sub $56, %rsp\n .cfi_adjust_cfa_offset 56\n call *%rdi\n .cfi_endproc\n"
        "after_last_call: .cfi_startproc\n push %rbp\n .cfi_adjust_cfa_offset 8\n pop %rbp\n .cfi_adjust_cfa_offset -8\n ret\n .cfi_endproc\n");
void last_call(void (*function)(void)) __attribute__((visibility("hidden")));

static jmp_buf after_call;

static KEEP void take_and_leave(void)
{
    take_both();
    longjmp(after_call, 1);
}

static KEEP void case_last_call(void)
{
    for (volatile int round = 0; round < 2; round++) { /* the second time by remembered rules */
        if (setjmp(after_call) == 0)
            last_call(take_and_leave);
        compare("a call as the last instruction", 6);
    }
}

static void case_function_start(void)
{
    bool is_right = unwind_function_start((uintptr_t)case_function_start + 3) == (uintptr_t)case_function_start &&
                    unwind_function_start((uintptr_t)&failures) == 0 && unwind_function_start(0) == 0 &&
                    unwind_function_start(~(uintptr_t)0) == 0;
    if (is_right)
        printf("ok function start\n");
    else
        fail("function start", "wrong");
}

/* Steps one instruction at a time through PLT and function entries and epilogues: every instruction must unwind. */
static uintptr_t step_low, step_high;
static int stepped, stepped_right, stepped_in_plt;

static bool reaches_step_range(struct unwind_cursor *cursor)
{
    for (int depth = 0; depth < DEPTH_MAX; depth++) {
        if (cursor->lookup_pc >= step_low && cursor->lookup_pc < step_high)
            return true;
        if (unwind_step(cursor) != UNWIND_OK)
            return false;
    }
    return false;
}

/* Twice: from the context, and from here through the signal frame. */
static void handle_trap(int number, siginfo_t *info, void *context)
{
    struct unwind_cursor cursor, from_here;
    (void)number;
    (void)info;
    unwind_begin(&cursor, context);
    bool is_plt = unwind_describe(&cursor) == UNWIND_OK && cursor.object->id == 1;
    unwind_begin_here(&from_here);
    bool is_reached = reaches_step_range(&cursor) && reaches_step_range(&from_here);
    stepped++;
    stepped_right += is_reached;
    stepped_in_plt += is_plt && !(((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] >= (greg_t)step_low &&
                                  ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] < (greg_t)step_high);
}

static KEEP void case_single_step(void)
{
    struct sigaction action = {.sa_sigaction = handle_trap, .sa_flags = SA_SIGINFO};
    struct unwind_entry entry;
    uintptr_t own = (uintptr_t)case_single_step;
    sigaction(SIGTRAP, &action, NULL);
    if (fde_find(objects_find(own), own, &entry) != UNWIND_OK) {
        fail("single step", "own entry not found");
        return;
    }
    step_low = entry.start;
    step_high = entry.end;
    int numbers[] = {4, 2, 8, 6};
    sink = 1;
    __asm__ volatile("pushfq\n orq $0x100, (%%rsp)\n popfq" ::: "memory", "cc");
    qsort(numbers, 4, sizeof numbers[0], order);
    sink += (int)strtol("123", NULL, 10); /* first call: lazy binding through PLT0 and the loader's resolver */
    __asm__ volatile("pushfq\n andq $~0x100, (%%rsp)\n popfq" ::: "memory", "cc");
    if (stepped < 200 || stepped_right != stepped || stepped_in_plt < 2)
        fail("single step", "an instruction did not unwind");
    printf("%s single step: %d instructions, %d unwound, %d in PLT entries or callbacks\n", stepped == stepped_right ? "ok" : "FAIL", stepped,
           stepped_right, stepped_in_plt);
}

int main(void)
{
    void *warm[2];
    backtrace(warm, 2); /* loads libgcc_s */
    objects_init();
    case_qsort();
    omitted(20);
    compare("20 frames without frame pointers", 22);
    with_alloca((size_t)(3000 + sink % 2));
    compare("alloca", 4);
    realigned(1);
    compare("realigned stack", 4);
    case_signal();
    case_context();
    case_bare();
    case_bare_from_alloca((size_t)(500 + sink % 2));
    case_bare_lost();
    case_generated();
    case_last_call();
    case_function_start();
    case_single_step();
    return failures > 0;
}
