/* The blocking calls that we interpose. Each does exactly what libc's does; the bracket of wait.h measures it.
 *
 * Not seen: raw system calls, libc's calls of itself, page faults. Calls that are never restarted by the kernel (sleeps, polls, timed waits) are
 * resumed with the remaining time when nothing but our signal interrupted them. */
#define _GNU_SOURCE
#include "classify.h"
#include "files.h"
#include "real.h"
#include "signals.h"
#include "system.h"
#include "traceback.h"
#include "wait.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Calls that libc 2.17 does not have: declared here, because its headers may not. */
int sem_clockwait(sem_t *, clockid_t, const struct timespec *);
int pthread_cond_clockwait(pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *);

/* A call that the kernel restarts by itself, or that must not be repeated. */
#define PLAIN(type, name, parameters, arguments, class, kind)                                                                                      \
    HL_EXPORT type name parameters                                                                                                                 \
    {                                                                                                                                              \
        struct wait bracket;                                                                                                                          \
        wait_begin(&bracket, class, kind);                                                                                                            \
        type result = REAL(name) arguments;                                                                                                        \
        wait_end(&bracket);                                                                                                                           \
        return result;                                                                                                                             \
    }

/* A call that may be called again with the same arguments when our signal interrupted it: it has moved or changed nothing yet. `then` sees the result. */
#define AGAIN_THEN(type, name, parameters, arguments, class, kind, then)                                                                           \
    HL_EXPORT type name parameters                                                                                                                 \
    {                                                                                                                                              \
        struct wait bracket;                                                                                                                       \
        type result;                                                                                                                               \
        wait_begin(&bracket, class, kind);                                                                                                         \
        do                                                                                                                                         \
            result = REAL(name) arguments;                                                                                                         \
        while (result == -1 && wait_was_interrupted(&bracket));                                                                                    \
        wait_end(&bracket);                                                                                                                        \
        then;                                                                                                                                      \
        return result;                                                                                                                             \
    }

#define AGAIN(type, name, parameters, arguments, class, kind) AGAIN_THEN(type, name, parameters, arguments, class, kind, (void)0)

/* What is read counts for the import that is under way. */
#define READS(name, parameters, arguments, kind)                                                                                                   \
    AGAIN_THEN(ssize_t, name, parameters, arguments, HL_CLASS_WAIT_FILE, kind, files_read(fd, result))

#define BY_SIZE(size) ((size) >= WAIT_MANY_BYTES ? WAIT_WORKS : WAIT_MOVES)

/* ---- descriptors ---- */

READS(read, (int fd, void *bytes, size_t size), (fd, bytes, size), BY_SIZE(size))
READS(pread, (int fd, void *bytes, size_t size, off_t at), (fd, bytes, size, at), BY_SIZE(size))
AGAIN(ssize_t, pwrite, (int fd, const void *bytes, size_t size, off_t at), (fd, bytes, size, at), HL_CLASS_WAIT_FILE, BY_SIZE(size))
READS(pread64, (int fd, void *bytes, size_t size, off64_t at), (fd, bytes, size, at), BY_SIZE(size))
AGAIN(ssize_t, pwrite64, (int fd, const void *bytes, size_t size, off64_t at), (fd, bytes, size, at), HL_CLASS_WAIT_FILE, BY_SIZE(size))
READS(readv, (int fd, const struct iovec *parts, int n), (fd, parts, n), WAIT_WORKS)
AGAIN(ssize_t, writev, (int fd, const struct iovec *parts, int n), (fd, parts, n), HL_CLASS_WAIT_FILE, WAIT_WORKS)
AGAIN(ssize_t, sendfile, (int to, int from, off_t *at, size_t size), (to, from, at, size), HL_CLASS_WAIT_FILE, WAIT_WORKS)
AGAIN(ssize_t, sendfile64, (int to, int from, off64_t *at, size_t size), (to, from, at, size), HL_CLASS_WAIT_FILE, WAIT_WORKS)
PLAIN(int, fsync, (int fd), (fd), HL_CLASS_WAIT_FILE, WAIT_WORKS)
PLAIN(int, fdatasync, (int fd), (fd), HL_CLASS_WAIT_FILE, WAIT_WORKS)
PLAIN(int, flock, (int fd, int operation), (fd, operation), HL_CLASS_WAIT_FILE, WAIT_MOVES)
PLAIN(int, lockf, (int fd, int operation, off_t size), (fd, operation, size), HL_CLASS_WAIT_FILE, WAIT_MOVES)

static void written(int fd, const void *bytes, ssize_t result)
{
    if (fd == STDERR_FILENO && result > 0)
        traceback_watch(bytes, (size_t)result);
}

AGAIN_THEN(ssize_t, write, (int fd, const void *bytes, size_t size), (fd, bytes, size), HL_CLASS_WAIT_FILE, BY_SIZE(size), written(fd, bytes, result))

/* ---- sockets ---- */

AGAIN(ssize_t, recv, (int fd, void *bytes, size_t size, int flags), (fd, bytes, size, flags), HL_CLASS_WAIT_SOCKET, BY_SIZE(size))
AGAIN(ssize_t, send, (int fd, const void *bytes, size_t size, int flags), (fd, bytes, size, flags), HL_CLASS_WAIT_SOCKET, BY_SIZE(size))
AGAIN(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags), HL_CLASS_WAIT_SOCKET, WAIT_MOVES)
AGAIN(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags), HL_CLASS_WAIT_SOCKET, WAIT_MOVES)
AGAIN(ssize_t, recvfrom, (int fd, void *bytes, size_t size, int flags, __SOCKADDR_ARG from, socklen_t *length),
      (fd, bytes, size, flags, from, length), HL_CLASS_WAIT_SOCKET, BY_SIZE(size))
AGAIN(ssize_t, sendto, (int fd, const void *bytes, size_t size, int flags, __CONST_SOCKADDR_ARG to, socklen_t length),
      (fd, bytes, size, flags, to, length), HL_CLASS_WAIT_SOCKET, BY_SIZE(size))
AGAIN(int, accept, (int fd, __SOCKADDR_ARG address, socklen_t *length), (fd, address, length), HL_CLASS_WAIT_SOCKET, WAIT_MOVES)
AGAIN(int, accept4, (int fd, __SOCKADDR_ARG address, socklen_t *length, int flags), (fd, address, length, flags), HL_CLASS_WAIT_SOCKET, WAIT_MOVES)
PLAIN(int, connect, (int fd, __CONST_SOCKADDR_ARG address, socklen_t length), (fd, address, length), HL_CLASS_WAIT_SOCKET, WAIT_MOVES)
PLAIN(int, getaddrinfo, (const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result_list),
      (node, service, hints, result_list), HL_CLASS_WAIT_SOCKET, WAIT_WORKS)

/* ---- sleeping ---- */

HL_EXPORT int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request, struct timespec *remaining)
{
    struct wait bracket;
    struct timespec left, now_left;
    wait_begin(&bracket, HL_CLASS_WAIT_SLEEP, WAIT_ONLY);
    int result = REAL(clock_nanosleep)(clock, flags, request, remaining ? remaining : &left);
    while (result == EINTR) {
        errno = EINTR;
        if (!wait_was_interrupted(&bracket))
            break;
        if (!(flags & TIMER_ABSTIME)) {
            now_left = remaining ? *remaining : left;
            request = &now_left;
        }
        result = REAL(clock_nanosleep)(clock, flags, request, remaining ? remaining : &left);
    }
    wait_end(&bracket);
    return result;
}

HL_EXPORT int nanosleep(const struct timespec *request, struct timespec *remaining)
{
    struct wait bracket;
    struct timespec left, now_left;
    wait_begin(&bracket, HL_CLASS_WAIT_SLEEP, WAIT_ONLY);
    int result = REAL(nanosleep)(request, remaining ? remaining : &left);
    while (result == -1 && wait_was_interrupted(&bracket)) {
        now_left = remaining ? *remaining : left;
        result = REAL(nanosleep)(&now_left, remaining ? remaining : &left);
    }
    wait_end(&bracket);
    return result;
}

HL_EXPORT unsigned sleep(unsigned seconds)
{
    struct timespec request = {(time_t)seconds, 0}, left = {0, 0};
    int error = errno;
    if (nanosleep(&request, &left) == 0) {
        errno = error;
        return 0;
    }
    return (unsigned)left.tv_sec;
}

HL_EXPORT int usleep(useconds_t microseconds)
{
    struct timespec request = {microseconds / 1000000, (long)(microseconds % 1000000) * 1000};
    return nanosleep(&request, NULL);
}

/* ---- polling ---- */

/* What is left of a timeout in ms; -1 stays for ever. */
static int ms_left(const struct wait *bracket, int timeout)
{
    if (timeout < 0)
        return timeout;
    uint64_t passed = wait_elapsed(bracket) / 1000000;
    return passed < (uint64_t)timeout ? timeout - (int)passed : 0;
}

static const struct timespec *time_left(const struct wait *bracket, const struct timespec *timeout, struct timespec *left)
{
    if (!timeout)
        return NULL;
    uint64_t passed = wait_elapsed(bracket), all = timespec_ns(timeout), rest = passed < all ? all - passed : 0;
    left->tv_sec = (time_t)(rest / NS_PER_S);
    left->tv_nsec = (long)(rest % NS_PER_S);
    return left;
}

HL_EXPORT int poll(struct pollfd *fds, nfds_t n, int timeout)
{
    struct wait bracket;
    wait_begin(&bracket, n ? HL_CLASS_WAIT_POLL : HL_CLASS_WAIT_SLEEP, timeout ? WAIT_ONLY : WAIT_MOVES);
    int result = REAL(poll)(fds, n, timeout);
    while (result == -1 && wait_was_interrupted(&bracket))
        result = REAL(poll)(fds, n, ms_left(&bracket, timeout));
    wait_end(&bracket);
    return result;
}

HL_EXPORT int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout, const sigset_t *mask)
{
    struct wait bracket;
    struct timespec left;
    sigset_t copy;
    mask = signals_without_ours(mask, &copy);
    wait_begin(&bracket, n ? HL_CLASS_WAIT_POLL : HL_CLASS_WAIT_SLEEP, WAIT_ONLY);
    int result = REAL(ppoll)(fds, n, timeout, mask);
    while (result == -1 && wait_was_interrupted(&bracket))
        result = REAL(ppoll)(fds, n, time_left(&bracket, timeout, &left), mask);
    wait_end(&bracket);
    return result;
}

HL_EXPORT int select(int n, fd_set *restrict readable, fd_set *restrict writable, fd_set *restrict failed, struct timeval *restrict timeout)
{
    struct wait bracket;
    wait_begin(&bracket, n ? HL_CLASS_WAIT_POLL : HL_CLASS_WAIT_SLEEP, WAIT_ONLY);
    /* Linux leaves the sets alone and the remaining time in *timeout when a signal comes. */
    int result = REAL(select)(n, readable, writable, failed, timeout);
    while (result == -1 && wait_was_interrupted(&bracket))
        result = REAL(select)(n, readable, writable, failed, timeout);
    wait_end(&bracket);
    return result;
}

HL_EXPORT int pselect(int n, fd_set *restrict readable, fd_set *restrict writable, fd_set *restrict failed, const struct timespec *restrict timeout,
                      const sigset_t *restrict mask)
{
    struct wait bracket;
    struct timespec left;
    sigset_t copy;
    mask = signals_without_ours(mask, &copy);
    wait_begin(&bracket, n ? HL_CLASS_WAIT_POLL : HL_CLASS_WAIT_SLEEP, WAIT_ONLY);
    int result = REAL(pselect)(n, readable, writable, failed, timeout, mask);
    while (result == -1 && wait_was_interrupted(&bracket))
        result = REAL(pselect)(n, readable, writable, failed, time_left(&bracket, timeout, &left), mask);
    wait_end(&bracket);
    return result;
}

HL_EXPORT int epoll_wait(int fd, struct epoll_event *events, int n, int timeout)
{
    struct wait bracket;
    wait_begin(&bracket, HL_CLASS_WAIT_POLL, timeout ? WAIT_ONLY : WAIT_MOVES);
    int result = REAL(epoll_wait)(fd, events, n, timeout);
    while (result == -1 && wait_was_interrupted(&bracket))
        result = REAL(epoll_wait)(fd, events, n, ms_left(&bracket, timeout));
    wait_end(&bracket);
    return result;
}

HL_EXPORT int epoll_pwait(int fd, struct epoll_event *events, int n, int timeout, const sigset_t *mask)
{
    struct wait bracket;
    sigset_t copy;
    mask = signals_without_ours(mask, &copy);
    wait_begin(&bracket, HL_CLASS_WAIT_POLL, timeout ? WAIT_ONLY : WAIT_MOVES);
    int result = REAL(epoll_pwait)(fd, events, n, timeout, mask);
    while (result == -1 && wait_was_interrupted(&bracket))
        result = REAL(epoll_pwait)(fd, events, n, ms_left(&bracket, timeout), mask);
    wait_end(&bracket);
    return result;
}

/* ---- locks ---- */

AGAIN(int, sem_wait, (sem_t *semaphore), (semaphore), HL_CLASS_WAIT_LOCK, WAIT_ONLY)
AGAIN(int, sem_timedwait, (sem_t *restrict semaphore, const struct timespec *restrict until), (semaphore, until), HL_CLASS_WAIT_LOCK, WAIT_ONLY)

HL_EXPORT int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until)
{
    struct wait bracket;
    int result;
    if (!REAL(sem_clockwait)) {
        errno = ENOSYS;
        return -1;
    }
    wait_begin(&bracket, HL_CLASS_WAIT_LOCK, WAIT_ONLY);
    do
        result = REAL(sem_clockwait)(semaphore, clock, until);
    while (result == -1 && wait_was_interrupted(&bracket));
    wait_end(&bracket);
    return result;
}

AGAIN(int, semop, (int id, struct sembuf *operations, size_t n), (id, operations, n), HL_CLASS_WAIT_LOCK, WAIT_ONLY)
AGAIN(int, semtimedop, (int id, struct sembuf *operations, size_t n, const struct timespec *timeout), (id, operations, n, timeout), HL_CLASS_WAIT_LOCK,
      WAIT_ONLY)
AGAIN(int, msgsnd, (int id, const void *message, size_t size, int flags), (id, message, size, flags), HL_CLASS_WAIT_OTHER, WAIT_ONLY)
AGAIN(ssize_t, msgrcv, (int id, void *message, size_t size, long type, int flags), (id, message, size, type, flags), HL_CLASS_WAIT_OTHER, WAIT_ONLY)

/* The interpreter itself waits on condition variables for nothing but the GIL; its locks are semaphores. */
#define IS_GIL classify_is_interpreter((uintptr_t)__builtin_return_address(0))
#define BEGIN_CONDITION(bracket)                                                                                                                   \
    bool is_gil = IS_GIL;                                                                                                                          \
    wait_begin(bracket, is_gil ? HL_CLASS_WAIT_GIL : HL_CLASS_WAIT_LOCK, is_gil ? WAIT_BRIEF : WAIT_ONLY)

HL_EXPORT int pthread_cond_wait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex)
{
    struct wait bracket;
    BEGIN_CONDITION(&bracket);
    int result = REAL(pthread_cond_wait)(condition, mutex);
    wait_end(&bracket);
    return result;
}

HL_EXPORT int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, const struct timespec *restrict until)
{
    struct wait bracket;
    BEGIN_CONDITION(&bracket);
    int result = REAL(pthread_cond_timedwait)(condition, mutex, until);
    wait_end(&bracket);
    return result;
}

HL_EXPORT int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until)
{
    struct wait bracket;
    if (!REAL(pthread_cond_clockwait))
        return ENOSYS;
    BEGIN_CONDITION(&bracket);
    int result = REAL(pthread_cond_clockwait)(condition, mutex, clock, until);
    wait_end(&bracket);
    return result;
}

PLAIN(int, pthread_join, (pthread_t thread, void **value), (thread, value), HL_CLASS_WAIT_LOCK, WAIT_ONLY)

/* ---- signals ---- */

HL_EXPORT int sigwait(const sigset_t *restrict set, int *restrict number)
{
    struct wait bracket;
    sigset_t copy;
    set = signals_without_ours(set, &copy);
    wait_begin(&bracket, HL_CLASS_WAIT_OTHER, WAIT_ONLY);
    int result = REAL(sigwait)(set, number);
    wait_end(&bracket);
    return result;
}

HL_EXPORT int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info, const struct timespec *restrict timeout)
{
    struct wait bracket;
    struct timespec left;
    sigset_t copy;
    set = signals_without_ours(set, &copy);
    wait_begin(&bracket, HL_CLASS_WAIT_OTHER, WAIT_ONLY);
    int result = REAL(sigtimedwait)(set, info, timeout);
    while (result == -1 && wait_was_interrupted(&bracket))
        result = REAL(sigtimedwait)(set, info, time_left(&bracket, timeout, &left));
    wait_end(&bracket);
    return result;
}

HL_EXPORT int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict info)
{
    return sigtimedwait(set, info, NULL);
}

HL_EXPORT int sigsuspend(const sigset_t *set)
{
    struct wait bracket;
    sigset_t copy;
    set = signals_without_ours(set, &copy);
    wait_begin(&bracket, HL_CLASS_WAIT_OTHER, WAIT_ONLY);
    int result;
    do
        result = REAL(sigsuspend)(set);
    while (result == -1 && wait_was_interrupted(&bracket));
    wait_end(&bracket);
    return result;
}

AGAIN(int, pause, (void), (), HL_CLASS_WAIT_OTHER, WAIT_ONLY)
