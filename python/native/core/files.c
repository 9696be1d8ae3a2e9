/* Headers that check calls at compile time would define some of these names themselves. */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#include "files.h"

#include "imports.h"
#include "real.h"
#include "system.h"
#include "threads.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <sys/stat.h>

/* The streams themselves are none of our business. */
void *fopen(const char *, const char *);
void *fopen64(const char *, const char *);
/* What fortified code calls when it gives no mode. */
int __open_2(const char *, int);
int __open64_2(const char *, int);
int __openat_2(int, const char *, int);
int __openat64_2(int, const char *, int);

/* The kernel's own, as those of /proc, have no size. */
static bool is_data(const struct stat *status)
{
    return S_ISREG(status->st_mode) && status->st_size > 0;
}

static bool is_data_file(int fd)
{
    struct stat status;
    return SYSTEM_2(SYS_fstat, fd, &status) == 0 && is_data(&status);
}

/* In a vfork child the memory is the parent's, and so would be what is counted. */
static struct file_counts *counts_here(void)
{
    return heatline_in_vfork ? NULL : imports_file_counts();
}

void files_read(int fd, ssize_t result)
{
    struct file_counts *counts = result > 0 ? counts_here() : NULL;
    if (counts && is_data_file(fd))
        __atomic_fetch_add(&counts->bytes, (uint64_t)result, __ATOMIC_RELAXED);
}

static int opened(int fd, int flags)
{
    bool reads = fd >= 0 && (flags & O_ACCMODE) != O_WRONLY && !(flags & O_PATH);
    struct file_counts *counts = reads ? counts_here() : NULL;
    if (counts && is_data_file(fd))
        __atomic_fetch_add(&counts->files, 1, __ATOMIC_RELAXED);
    return fd;
}

static void *opened_stream(void *stream, const char *path, const char *mode)
{
    struct file_counts *counts = stream ? counts_here() : NULL;
    struct stat status;
    bool reads = false;
    if (!counts)
        return stream;
    for (const char *at = mode; *at && *at != ','; at++)
        reads |= *at == 'r' || *at == '+';
    if (reads && SYSTEM_2(SYS_stat, path, &status) == 0 && is_data(&status))
        __atomic_fetch_add(&counts->files, 1, __ATOMIC_RELAXED);
    return stream;
}

/* There is a fourth argument only where a file may be made. */
#define TAKE_MODE(mode, flags)                                                                                                                     \
    mode_t mode = 0;                                                                                                                               \
    if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) {                                                                                     \
        va_list more;                                                                                                                              \
        va_start(more, flags);                                                                                                                     \
        mode = va_arg(more, mode_t);                                                                                                               \
        va_end(more);                                                                                                                              \
    }

HL_EXPORT int open(const char *path, int flags, ...)
{
    TAKE_MODE(mode, flags)
    return opened(REAL(open)(path, flags, mode), flags);
}

HL_EXPORT int open64(const char *path, int flags, ...)
{
    TAKE_MODE(mode, flags)
    return opened(REAL(open64)(path, flags, mode), flags);
}

HL_EXPORT int openat(int folder, const char *path, int flags, ...)
{
    TAKE_MODE(mode, flags)
    return opened(REAL(openat)(folder, path, flags, mode), flags);
}

HL_EXPORT int openat64(int folder, const char *path, int flags, ...)
{
    TAKE_MODE(mode, flags)
    return opened(REAL(openat64)(folder, path, flags, mode), flags);
}

HL_EXPORT int __open_2(const char *path, int flags)
{
    return opened(REAL(__open_2)(path, flags), flags);
}

HL_EXPORT int __open64_2(const char *path, int flags)
{
    return opened(REAL(__open64_2)(path, flags), flags);
}

HL_EXPORT int __openat_2(int folder, const char *path, int flags)
{
    return opened(REAL(__openat_2)(folder, path, flags), flags);
}

HL_EXPORT int __openat64_2(int folder, const char *path, int flags)
{
    return opened(REAL(__openat64_2)(folder, path, flags), flags);
}

HL_EXPORT void *fopen(const char *path, const char *mode)
{
    return opened_stream(REAL(fopen)(path, mode), path, mode);
}

HL_EXPORT void *fopen64(const char *path, const char *mode)
{
    return opened_stream(REAL(fopen64)(path, mode), path, mode);
}
