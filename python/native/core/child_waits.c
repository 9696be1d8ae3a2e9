/* Waiting for children. All ways go through the call that gives the resources too, which changes nothing that the program sees. */
#define _GNU_SOURCE
#include "children.h"
#include "real.h"
#include "system.h"
#include "wait.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/wait.h>

static pid_t child_wait(pid_t pid, int *status, int options, struct rusage *usage, enum wait_kind kind)
{
    struct wait bracket;
    struct rusage own_usage;
    int own_status;
    status = status ? status : &own_status;
    usage = usage ? usage : &own_usage;
    wait_begin(&bracket, HL_CLASS_WAIT_CHILD, kind);
    pid_t result = REAL(wait4)(pid, status, options, usage);
    wait_end(&bracket);
    if (result > 0)
        children_reaped((uint32_t)result, *status, usage);
    return result;
}

HL_EXPORT pid_t wait(int *status)
{
    return child_wait(-1, status, 0, NULL, WAIT_MOVES);
}

HL_EXPORT pid_t waitpid(pid_t pid, int *status, int options)
{
    return child_wait(pid, status, options, NULL, options & WNOHANG ? WAIT_MOVES : WAIT_ONLY);
}

HL_EXPORT pid_t wait3(int *status, int options, struct rusage *usage)
{
    return child_wait(-1, status, options, usage, WAIT_MOVES);
}

HL_EXPORT pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
    return child_wait(pid, status, options, usage, options & WNOHANG ? WAIT_MOVES : WAIT_ONLY);
}

static int status_of(const siginfo_t *info)
{
    switch (info->si_code) {
    case CLD_EXITED:
        return (info->si_status & 0xff) << 8;
    case CLD_KILLED:
    case CLD_DUMPED:
        return info->si_status & 0x7f;
    default:
        return 0x7f; /* stopped, or goes on */
    }
}

/* libc's has no place for the resources: it waits and leaves the child, then the system call takes it. Who was faster in between was first. */
HL_EXPORT int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    struct wait bracket;
    struct rusage usage;
    siginfo_t own;
    wait_begin(&bracket, HL_CLASS_WAIT_CHILD, options & WNOHANG ? WAIT_MOVES : WAIT_ONLY);
    if (options & WNOWAIT || !(options & WEXITED)) {
        int result = REAL(waitid)(type, id, info, options);
        wait_end(&bracket);
        return result;
    }
    siginfo_t *seen = info ? info : &own;
    int result;
    long taken;
    do {
        taken = 0;
        seen->si_pid = 0;
        result = REAL(waitid)(type, id, seen, options | WNOWAIT);
        if (result != 0 || seen->si_pid == 0)
            break;
        taken = SYSTEM_6(SYS_waitid, P_PID, seen->si_pid, seen, options | WNOHANG, &usage, 0);
    } while (taken == -ECHILD || (taken == 0 && seen->si_pid == 0));
    wait_end(&bracket);
    if (result == 0 && taken == 0 && seen->si_pid)
        children_reaped((uint32_t)seen->si_pid, status_of(seen), &usage);
    return result;
}
