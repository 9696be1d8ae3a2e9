#define _GNU_SOURCE
#include "signals.h"

#include "../readers/mem_self.h"
#include "real.h"
#include "sampler.h"
#include "stream.h"
#include "system.h"
#include "threads.h"

#include <errno.h>
#include <ucontext.h>

#define KERNEL_SET_BYTES 8u
#define SYSCALL_INSTRUCTION 0x050fu /* 0f 05, little-endian */

/* What the program has asked for the signals that we handle ourselves. */
static struct sigaction shadow[_NSIG];
static bool is_open;

static bool is_ours(int number)
{
    return number == SIGSEGV || number == SIGBUS || number == HL_SIGNAL;
}

static uint64_t bit_of(int number)
{
    return 1ull << (number - 1);
}

/* ---- passing a signal on ---- */

static void die_by(int number)
{
    struct sigaction fresh = {.sa_handler = SIG_DFL};
    uint64_t set = bit_of(number);
    REAL(sigaction)(number, &fresh, NULL);
    SYSTEM_4(SYS_rt_sigprocmask, SIG_UNBLOCK, &set, 0, KERNEL_SET_BYTES);
    SYSTEM_3(SYS_tgkill, SYSTEM_0(SYS_getpid), SYSTEM_0(SYS_gettid), number);
}

/* Calls the program's handler as the kernel would have: its mask, its flags. */
static void forward(int number, siginfo_t *info, void *context)
{
    struct sigaction action = shadow[number];
    bool from_fault = info->si_code > 0;
    if (action.sa_handler == SIG_IGN && !(number != HL_SIGNAL && from_fault))
        return;
    if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) {
        if (number != HL_SIGNAL && from_fault) {
            /* Going back executes the faulting instruction again, this time without us. */
            struct sigaction fresh = {.sa_handler = SIG_DFL};
            REAL(sigaction)(number, &fresh, NULL);
            return;
        }
        die_by(number);
        return;
    }
    if (action.sa_flags & SA_RESETHAND)
        shadow[number].sa_handler = SIG_DFL;
    uint64_t mask = *(const uint64_t *)&action.sa_mask;
    if (!(action.sa_flags & SA_NODEFER))
        mask |= bit_of(number);
    uint64_t before;
    SYSTEM_4(SYS_rt_sigprocmask, SIG_BLOCK, &mask, &before, KERNEL_SET_BYTES);
    if (action.sa_flags & SA_SIGINFO)
        action.sa_sigaction(number, info, context);
    else
        action.sa_handler(number);
    SYSTEM_4(SYS_rt_sigprocmask, SIG_SETMASK, &before, 0, KERNEL_SET_BYTES);
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    uintptr_t next = info->si_code > 0 ? mem_fixup((uintptr_t)registers[REG_RIP]) : 0;
    if (next) {
        registers[REG_RIP] = (greg_t)next;
        return;
    }
    forward(number, info, context);
}

/* ---- our timer ---- */

/* True when our signal, and no other, ended a system call with EINTR: the kernel has put the error into the register before it built our frame. When a
 * signal of the program came as well, its handler is what we interrupted, or it is pending still. */
static bool ended_a_call(const ucontext_t *context)
{
    uint16_t instruction = 0;
    uint64_t pending = 0, blocked = *(const uint64_t *)&context->uc_sigmask;
    if (context->uc_mcontext.gregs[REG_RAX] != -EINTR ||
        mem_read(&instruction, (uintptr_t)context->uc_mcontext.gregs[REG_RIP] - 2, sizeof instruction) || instruction != SYSCALL_INSTRUCTION)
        return false;
    SYSTEM_2(SYS_rt_sigpending, &pending, KERNEL_SET_BYTES);
    return (pending & ~blocked & ~bit_of(HL_SIGNAL)) == 0;
}

static void on_timer(int number, siginfo_t *info, void *context)
{
    if (info->si_code != SI_TIMER || (uintptr_t)info->si_value.sival_ptr != HL_COOKIE) {
        forward(number, info, context);
        return;
    }
    int error = errno;
    ucontext_t *interrupted = context;
    struct thread *thread = thread_self();
    if (!thread && !heatline_in_vfork && stream_is_open())
        thread = thread_adopted();
    if (thread && stream_is_open()) {
        uint64_t guarded = bit_of(SIGSEGV) | bit_of(SIGBUS);
        /* A thread may run with SIGSEGV blocked; a fault would then kill the process. The mask comes back when the handler returns. */
        if (*(const uint64_t *)&interrupted->uc_sigmask & guarded)
            SYSTEM_4(SYS_rt_sigprocmask, SIG_UNBLOCK, &guarded, 0, KERNEL_SET_BYTES);
        sampler_handle(thread, info->si_overrun, interrupted);
        if (thread->waiting)
            thread->cut_short = ended_a_call(interrupted);
    }
    errno = error;
}

bool signals_open(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTART};
    if (!is_open) {
        /* What is installed now was asked for by others: our constructor runs before the program, but not before every library. */
        REAL(sigaction)(SIGSEGV, &action, &shadow[SIGSEGV]);
        REAL(sigaction)(SIGBUS, &action, &shadow[SIGBUS]);
        action.sa_sigaction = on_timer;
        action.sa_flags = SA_SIGINFO | SA_RESTART;
        sigfillset(&action.sa_mask);
        sigdelset(&action.sa_mask, SIGSEGV);
        sigdelset(&action.sa_mask, SIGBUS);
        REAL(sigaction)(HL_SIGNAL, &action, &shadow[HL_SIGNAL]);
        is_open = true;
    }
    return true;
}

/* ---- what the program sees ---- */

HL_EXPORT int sigaction(int number, const struct sigaction *action, struct sigaction *old)
{
    if (!is_open || heatline_in_vfork || !is_ours(number))
        return REAL(sigaction)(number, action, old);
    struct sigaction before = shadow[number];
    if (action)
        shadow[number] = *action;
    if (old)
        *old = before;
    return 0;
}

typedef void (*simple_handler)(int);

HL_EXPORT simple_handler signal(int number, simple_handler handler)
{
    if (!is_open || heatline_in_vfork || !is_ours(number))
        return REAL(signal)(number, handler);
    simple_handler before = shadow[number].sa_handler;
    shadow[number] = (struct sigaction){.sa_handler = handler, .sa_flags = SA_RESTART};
    return before;
}

HL_EXPORT int siginterrupt(int number, int interrupts)
{
    if (!is_open || !is_ours(number))
        return ((int (*)(int, int))real_function(REAL_siginterrupt))(number, interrupts);
    if (interrupts)
        shadow[number].sa_flags &= ~SA_RESTART;
    else
        shadow[number].sa_flags |= SA_RESTART;
    return 0;
}

const sigset_t *signals_without_ours(const sigset_t *set, sigset_t *copy)
{
    if (!set || !sigismember(set, HL_SIGNAL) || !is_open)
        return set;
    *copy = *set;
    sigdelset(copy, HL_SIGNAL);
    return copy;
}

static bool names_fault(const sigset_t *set)
{
    return sigismember(set, SIGSEGV) || sigismember(set, SIGBUS);
}

/* The program keeps believing in the mask that it asked for; our signal is never blocked in truth. */
static int mask_change(int how, const sigset_t *set, sigset_t *old, int (*real)(int, const sigset_t *, sigset_t *))
{
    if (heatline_in_vfork) {
        /* The child's own mask, in truth: it is for the program that it becomes. */
        heatline_in_vfork = set ? VFORK_MASK_SET : heatline_in_vfork;
        return real(how, set, old);
    }
    struct thread *thread = thread_self();
    sigset_t copy;
    uint8_t hidden = thread ? thread->hides_signal : 0;
    bool named = set && sigismember(set, HL_SIGNAL), faults = set && names_fault(set);
    int result = real(how, signals_without_ours(set, &copy), old);
    if (result != 0 || !thread)
        return result;
    if (old && hidden)
        sigaddset(old, HL_SIGNAL);
    if (!set)
        return 0;
    if (how == SIG_SETMASK || named)
        thread->hides_signal = named && how != SIG_UNBLOCK;
    if (how == SIG_SETMASK || faults)
        thread->blocks_faults = faults && how != SIG_UNBLOCK;
    return 0;
}

HL_EXPORT int pthread_sigmask(int how, const sigset_t *set, sigset_t *old)
{
    return mask_change(how, set, old, REAL(pthread_sigmask));
}

HL_EXPORT int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
    return mask_change(how, set, old, REAL(sigprocmask));
}

HL_EXPORT int signalfd(int fd, const sigset_t *set, int flags)
{
    int (*real)(int, const sigset_t *, int) = (int (*)(int, const sigset_t *, int))real_function(REAL_signalfd);
    sigset_t copy;
    return real(fd, signals_without_ours(set, &copy), flags);
}

uint64_t signals_before_exec(void)
{
    uint64_t block = thread_hides_signal() && heatline_in_vfork != VFORK_MASK_SET ? bit_of(HL_SIGNAL) : 0, before = 0;
    SYSTEM_4(SYS_rt_sigprocmask, SIG_BLOCK, &block, &before, KERNEL_SET_BYTES);
    return before;
}

uint64_t signals_admit_faults(void)
{
    uint64_t faults = bit_of(SIGSEGV) | bit_of(SIGBUS), before = 0;
    SYSTEM_4(SYS_rt_sigprocmask, SIG_UNBLOCK, &faults, &before, KERNEL_SET_BYTES);
    return before;
}

void signals_restore(uint64_t mask)
{
    SYSTEM_4(SYS_rt_sigprocmask, SIG_SETMASK, &mask, 0, KERNEL_SET_BYTES);
}
