/* Installs, before main, the SIGSEGV/SIGBUS handler that the guarded reader needs; real crashes stay crashes. */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#include "mem_self.h"

#ifdef MEM_FAIL
long mem_fail_after = -1;
long mem_fail_reads;
#endif

static struct sigaction chained[NSIG];

static void handle_fault(int number, siginfo_t *info, void *context)
{
    greg_t *pc = &((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
    uintptr_t fixed = mem_fixup((uintptr_t)*pc);
    (void)info;
    if (fixed != 0)
        *pc = (greg_t)fixed;
    else
        sigaction(number, &chained[number], NULL); /* the instruction runs again, under the handler that was there */
}

__attribute__((constructor)) static void install(void)
{
    struct sigaction action = {.sa_sigaction = handle_fault, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGSEGV, &action, &chained[SIGSEGV]);
    sigaction(SIGBUS, &action, &chained[SIGBUS]);
}
