/* Starting other programs: exec, posix_spawn, system, vfork. Children inherit the capture; nothing else about them changes. */
#define _GNU_SOURCE
#include "children.h"
#include "environment.h"
#include "process.h"
#include "real.h"
#include "signals.h"
#include "stream.h"
#include "system.h"
#include "threads.h"
#include "wait.h"

#include <alloca.h>
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* On the caller's stack: an exec in a vfork child may not allocate. */
#define WITH_OURS(name, environment)                                                                                                               \
    bool followed_##name;                                                                                                                          \
    char **entries_##name = alloca(environment_entries(environment) * sizeof(char *));                                                             \
    char preload_##name[ENVIRONMENT_PRELOAD_BYTES];                                                                                                \
    char *const *name = environment_with_ours(environment, entries_##name, preload_##name, &followed_##name);                                      \
    if (!followed_##name)                                                                                                                          \
    process_count_not_followed()

#define EXEC(path, arguments, call)                                                                                                                \
    ({                                                                                                                                             \
        bool ended = process_before_exec(path, arguments);                                                                                         \
        uint64_t mask = signals_before_exec();                                                                                                     \
        int result = call;                                                                                                                         \
        int error = errno;                                                                                                                         \
        signals_restore(mask);                                                                                                                     \
        if (ended)                                                                                                                                 \
            process_after_failed_exec();                                                                                                           \
        errno = error;                                                                                                                             \
        result;                                                                                                                                    \
    })

HL_EXPORT int execve(const char *path, char *const arguments[], char *const environment[])
{
    WITH_OURS(ours, environment);
    return EXEC(path, arguments, REAL(execve)(path, arguments, ours));
}

HL_EXPORT int execv(const char *path, char *const arguments[])
{
    WITH_OURS(ours, environ);
    return EXEC(path, arguments, REAL(execve)(path, arguments, ours));
}

HL_EXPORT int execvpe(const char *file, char *const arguments[], char *const environment[])
{
    WITH_OURS(ours, environment);
    return EXEC(file, arguments, REAL(execvpe)(file, arguments, ours));
}

HL_EXPORT int execvp(const char *file, char *const arguments[])
{
    WITH_OURS(ours, environ);
    return EXEC(file, arguments, REAL(execvpe)(file, arguments, ours));
}

HL_EXPORT int fexecve(int fd, char *const arguments[], char *const environment[])
{
    WITH_OURS(ours, environment);
    return EXEC("", arguments, REAL(fexecve)(fd, arguments, ours));
}

HL_EXPORT int posix_spawn(pid_t *restrict pid, const char *restrict path, const posix_spawn_file_actions_t *actions,
                          const posix_spawnattr_t *restrict attributes, char *const arguments[restrict], char *const environment[restrict])
{
    WITH_OURS(ours, environment);
    pid_t child = 0;
    int result = REAL(posix_spawn)(pid ? pid : &child, path, actions, attributes, arguments, ours);
    if (result == 0)
        children_started((uint32_t)(pid ? *pid : child), path, arguments);
    return result;
}

HL_EXPORT int posix_spawnp(pid_t *restrict pid, const char *restrict file, const posix_spawn_file_actions_t *actions,
                           const posix_spawnattr_t *restrict attributes, char *const arguments[restrict], char *const environment[restrict])
{
    WITH_OURS(ours, environment);
    pid_t child = 0;
    int result = REAL(posix_spawnp)(pid ? pid : &child, file, actions, attributes, arguments, ours);
    if (result == 0)
        children_started((uint32_t)(pid ? *pid : child), file, arguments);
    return result;
}

/* libc's own system() would start the shell without us: the same by posix_spawn, as POSIX describes it. */
HL_EXPORT int system(const char *command)
{
    if (!command || !environment_is_active() || !stream_is_open())
        return REAL(system)(command);
    struct wait wait;
    wait_begin(&wait, HL_CLASS_WAIT_CHILD, WAIT_ONLY);
    struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
    sigset_t block, before, defaults;
    sigemptyset(&block);
    sigaddset(&block, SIGCHLD);
    sigemptyset(&defaults);
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    pthread_sigmask(SIG_BLOCK, &block, &before);
    if (interrupt.sa_handler != SIG_IGN)
        sigaddset(&defaults, SIGINT);
    if (quit.sa_handler != SIG_IGN)
        sigaddset(&defaults, SIGQUIT);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &before);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    char *arguments[] = {"sh", "-c", (char *)command, NULL};
    pid_t child;
    int status = 127 << 8;
    if (posix_spawn(&child, "/bin/sh", NULL, &attributes, arguments, environ) == 0) {
        pid_t waited;
        struct rusage usage;
        do
            waited = REAL(wait4)(child, &status, 0, &usage);
        while (waited == -1 && errno == EINTR);
        if (waited != child)
            status = -1;
        else
            children_reaped((uint32_t)child, status, &usage);
    }
    posix_spawnattr_destroy(&attributes);
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    wait_end(&wait);
    return status;
}

/* The child runs in our memory and on our stack until it execs or exits, so this can't be C: the return address is kept in a register across
 * the system call, and a thread-local mark makes every hook pass through meanwhile. The parent, which goes on last, takes the mark away. */
__asm__(
    ".text\n.globl vfork\n.type vfork,@function\n"
    "vfork:\n"
    ".cfi_startproc\n"
    "  popq %rdi\n"
    ".cfi_adjust_cfa_offset -8\n"
    ".cfi_register rip, rdi\n"
    "  movq heatline_in_vfork@gottpoff(%rip), %rsi\n"
    "  movl $1, %fs:(%rsi)\n"
    "  movl $58, %eax\n"
    "  syscall\n"
    "  pushq %rdi\n"
    ".cfi_adjust_cfa_offset 8\n"
    ".cfi_restore rip\n"
    "  testl %eax, %eax\n"
    "  jz 1f\n"
    "  movq heatline_in_vfork@gottpoff(%rip), %rsi\n"
    "  movl $0, %fs:(%rsi)\n"
    "  cmpl $-4095, %eax\n"
    "  jae 2f\n"
    "1: ret\n"
    "2: negl %eax\n"
    "  pushq %rax\n"
    ".cfi_adjust_cfa_offset 8\n"
    "  call __errno_location@PLT\n"
    "  popq %rcx\n"
    ".cfi_adjust_cfa_offset -8\n"
    "  movl %ecx, (%rax)\n"
    "  movl $-1, %eax\n"
    "  ret\n"
    ".cfi_endproc\n"
    ".size vfork, .-vfork\n");
