#define _GNU_SOURCE
#include "backend.h"

#include "../core/real.h"
#include "memory.h"

#include <stdint.h>

#define EARLY_BYTES 4096u

/* libc's own names of its allocator. */
extern void *__libc_malloc(size_t) __attribute__((weak));

static struct {
    /* Like sampled blocks at multiples of the mark, so that free() looks at them. */
    _Alignas(MEMORY_MARK) uint8_t bytes[EARLY_BYTES];
    size_t used;
    int resolving;
} early;

static void *early_take(size_t size)
{
    size_t rounded = (size + MEMORY_MARK - 1) & ~(size_t)(MEMORY_MARK - 1);
    size_t at = __atomic_fetch_add(&early.used, rounded, __ATOMIC_RELAXED);
    return at + rounded <= EARLY_BYTES ? early.bytes + at : NULL;
}

bool backend_is_early(const void *block)
{
    return (uintptr_t)block - (uintptr_t)early.bytes < EARLY_BYTES;
}

static void resolve(void)
{
    early.resolving = 1;
    struct backend found = {
        .malloc = (void *(*)(size_t))next_function("malloc"),
        .calloc = (void *(*)(size_t, size_t))next_function("calloc"),
        .realloc = (void *(*)(void *, size_t))next_function("realloc"),
        .free = (void (*)(void *))next_function("free"),
        .memalign = (void *(*)(size_t, size_t))next_function("memalign"),
        .aligned_alloc = (void *(*)(size_t, size_t))next_function("aligned_alloc"),
        .posix_memalign = (int (*)(void **, size_t, size_t))next_function("posix_memalign"),
        .valloc = (void *(*)(size_t))next_function("valloc"),
        .pvalloc = (void *(*)(size_t))next_function("pvalloc"),
        .reallocarray = (void *(*)(void *, size_t, size_t))next_function("reallocarray"),
    };
    found.is_libc = __libc_malloc && found.malloc == __libc_malloc;
    early.resolving = 0;
    heatline_backend = found;
}

static void *first_malloc(size_t size)
{
    if (early.resolving)
        return early_take(size);
    resolve();
    return heatline_backend.malloc(size);
}

static void *first_calloc(size_t count, size_t size)
{
    if (early.resolving)
        return early_take(count * size);
    resolve();
    return heatline_backend.calloc(count, size);
}

static void *first_realloc(void *block, size_t size)
{
    resolve();
    return heatline_backend.realloc(block, size);
}

static void first_free(void *block)
{
    if (early.resolving)
        return;
    resolve();
    heatline_backend.free(block);
}

static void *first_memalign(size_t alignment, size_t size)
{
    resolve();
    return heatline_backend.memalign(alignment, size);
}

struct backend heatline_backend = {
    .malloc = first_malloc, .calloc = first_calloc, .realloc = first_realloc, .free = first_free, .memalign = first_memalign};

bool backend_is_libc(void)
{
    if (heatline_backend.malloc == first_malloc)
        resolve();
    return heatline_backend.is_libc;
}
