/* The allocator behind ours: the next definition of each function after us, normally libc's.
 *
 * Looked up at the first call, which may come from the loader before any constructor; then one load. A call of calloc that the look-up itself makes
 * is served from a small buffer. Any thread.
 */
#ifndef HEATLINE_MEMORY_BACKEND_H
#define HEATLINE_MEMORY_BACKEND_H

#include <stdbool.h>
#include <stddef.h>

struct backend {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void (*free)(void *);
    void *(*memalign)(size_t, size_t);
    /* Asked only of an allocator that is not libc's: it may define some of them and not the others. */
    void *(*aligned_alloc)(size_t, size_t);
    int (*posix_memalign)(void **, size_t, size_t);
    void *(*valloc)(size_t);
    void *(*pvalloc)(size_t);
    void *(*reallocarray)(void *, size_t, size_t);
    bool is_libc;
};

extern struct backend heatline_backend __attribute__((visibility("hidden")));

/* It is libc's own: resolves it if need be. */
bool backend_is_libc(void);

/* The block comes from the buffer of the first look-up: nobody else knows it. */
bool backend_is_early(const void *block);

#endif
