/* The libc functions that we interpose, as the program would have got them.
 *
 * REAL(name) is the next definition after ours, NULL where this libc lacks it. Looking one up takes the loader's lock, which a signal handler or a
 * child after fork must not do: real_resolve_all() looks up all of them from the constructor. A call that comes before looks itself up.
 */
#ifndef HEATLINE_REAL_H
#define HEATLINE_REAL_H

#include <stdbool.h>
#include <stdint.h>

#define HL_EXPORT __attribute__((visibility("default")))

/* Everything that we interpose, and what we call around our own interposition. */
#define REAL_NAMES(X) \
    X(accept) X(accept4) X(clock_nanosleep) X(connect) X(epoll_pwait) X(epoll_wait) X(execve) X(execvpe) \
    X(fdatasync) X(fexecve) X(flock) X(fopen) X(fopen64) X(fsync) X(getaddrinfo) X(lockf) X(mmap) X(mmap64) X(mremap) X(msgrcv) X(msgsnd) X(munmap) X(nanosleep) X(open) X(open64) X(openat) X(openat64) \
    X(__open_2) X(__open64_2) X(__openat_2) X(__openat64_2) X(pause) \
    X(poll) X(posix_spawn) X(posix_spawnp) X(ppoll) X(pread) X(pread64) X(pselect) X(pthread_cond_clockwait) \
    X(pthread_cond_timedwait) X(pthread_cond_wait) X(pthread_create) X(pthread_join) X(pthread_key_create) \
    X(pthread_setspecific) X(pthread_sigmask) X(pwrite) X(pwrite64) X(read) X(readv) X(recv) X(recvfrom) X(recvmsg) \
    X(select) X(sem_clockwait) X(sem_timedwait) X(sem_wait) X(semop) X(semtimedop) X(send) X(sendfile) X(sendfile64) \
    X(sendmsg) X(sendto) X(sigaction) X(siginterrupt) X(signal) X(signalfd) X(sigprocmask) X(sigsuspend) \
    X(sigtimedwait) X(sigwait) X(system) X(wait4) X(waitid) X(write) X(writev)

enum real_index {
#define REAL_INDEX(name) REAL_##name,
    REAL_NAMES(REAL_INDEX)
#undef REAL_INDEX
    REAL_COUNT,
};

/* Ordinary context, once, before other threads run. */
void real_resolve_all(void);

/* Signal-safe once resolved. */
void *real_function(enum real_index index);

#define REAL(name) ((__typeof__(name) *)real_function(REAL_##name))

/* The definition of a name behind ours, NULL if there is none. Ordinary context. */
void *next_function(const char *name);

/* The program has a definition of its own of a function that the object with the address `ours` defines too. Ordinary context. */
bool program_defines(const char *name, uintptr_t ours);

/* A name as the program itself sees it, NULL if there is none; the size of the function at an address, 0 if unknown. Ordinary context. */
void *program_symbol(const char *name);
uint32_t program_symbol_size(const void *function);

#endif
