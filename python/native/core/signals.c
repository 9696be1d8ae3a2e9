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

/* What the program has asked for the signals that we handle ourselves. */
static struct sigaction shadow[_NSIG];
/* Addresses of the program's other handlers, to see when one of them is due together with our signal. */
static uintptr_t program_handlers[_NSIG];
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

static bool is_program_handler(uintptr_t pc)
{
    for (int i = 1; i < _NSIG; i++)
        if (pc && program_handlers[i] == pc)
            return true;
    return false;
}

/* Another signal for this thread that came together with ours: then an interrupted call must not be resumed. */
static bool others_pending(const ucontext_t *context)
{
    if (is_program_handler((uintptr_t)context->uc_mcontext.gregs[REG_RIP]))
        return true;
    uint64_t pending = 0;
    SYSTEM_2(SYS_rt_sigpending, &pending, KERNEL_SET_BYTES);
    uint64_t blocked = *(const uint64_t *)&context->uc_sigmask;
    return (pending & ~blocked & ~bit_of(HL_SIGNAL)) != 0;
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
        if (thread->waiting && others_pending(interrupted))
            thread->joined = 1;
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
    /* A parent may have left our signal blocked. */
    uint64_t ours = bit_of(HL_SIGNAL);
    SYSTEM_4(SYS_rt_sigprocmask, SIG_UNBLOCK, &ours, 0, KERNEL_SET_BYTES);
    return true;
}

/* ---- what the program sees ---- */

HL_EXPORT int sigaction(int number, const struct sigaction *action, struct sigaction *old)
{
    if (!is_open || heatline_in_vfork || number <= 0 || number >= _NSIG)
        return REAL(sigaction)(number, action, old);
    if (!is_ours(number)) {
        int result = REAL(sigaction)(number, action, old);
        if (result == 0 && action)
            program_handlers[number] = action->sa_handler == SIG_DFL || action->sa_handler == SIG_IGN ? 0 : (uintptr_t)action->sa_handler;
        return result;
    }
    struct sigaction before = shadow[number];
    if (action)
        shadow[number] = *action;
    if (old)
        *old = before;
    return 0;
}

typedef void (*simple_handler)(int);

static simple_handler handler_set(int number, simple_handler handler, int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags}, old;
    if (sigaction(number, &action, &old) != 0)
        return SIG_ERR;
    return old.sa_handler;
}

HL_EXPORT simple_handler signal(int number, simple_handler handler)
{
    if (!is_open || heatline_in_vfork || number <= 0 || number >= _NSIG || !is_ours(number)) {
        simple_handler old = REAL(signal)(number, handler);
        if (is_open && !heatline_in_vfork && old != SIG_ERR && number > 0 && number < _NSIG)
            program_handlers[number] = handler == SIG_DFL || handler == SIG_IGN ? 0 : (uintptr_t)handler;
        return old;
    }
    return handler_set(number, handler, SA_RESTART);
}

HL_EXPORT int siginterrupt(int number, int interrupts)
{
    if (!is_open || number <= 0 || number >= _NSIG || !is_ours(number))
        return ((int (*)(int, int))real_symbol("siginterrupt"))(number, interrupts);
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

/* The program keeps believing in the mask that it asked for; ours is never blocked in truth. */
static int mask_change(int how, const sigset_t *set, sigset_t *old, int (*real)(int, const sigset_t *, sigset_t *))
{
    struct thread *thread = thread_self();
    sigset_t copy;
    if (!thread)
        return real(how, signals_without_ours(set, &copy), old);
    uint8_t hidden = thread->hides_signal;
    bool named = set && sigismember(set, HL_SIGNAL);
    int result = real(how, signals_without_ours(set, &copy), old);
    if (result != 0)
        return result;
    if (old && hidden)
        sigaddset(old, HL_SIGNAL);
    if (set && how == SIG_SETMASK)
        thread->hides_signal = named;
    else if (named)
        thread->hides_signal = how == SIG_BLOCK;
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
    int (*real)(int, const sigset_t *, int) = (int (*)(int, const sigset_t *, int))real_symbol("signalfd");
    sigset_t copy;
    return real(fd, signals_without_ours(set, &copy), flags);
}
