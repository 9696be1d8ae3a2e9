/* The malloc family as the program sees it. On the fast path a request costs one subtraction from the thread's distance, and a free two tests of the
 * block's address and size: a sampled block is either at a multiple of MEMORY_MARK or large. */
#define _GNU_SOURCE
#include "backend.h"
#include "local.h"
#include "memory.h"
#include "slab.h"
#include "../core/real.h"
#include "../core/text.h"
#include "../unwind/objects.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#define MALLOC_ALIGNMENT 16u
#define PAGE_SIZE 4096u
/* The word before a block of glibc's: its size with the header, and three flags. */
#define HEADER_FLAGS 7u
#define HEADER_IS_MAPPED 2u

FAST size_t header_of(const void *block)
{
    return ((const size_t *)block)[-1];
}

/* Whether a free or realloc of this block has to be looked at. The word before a block that is not at a multiple of the mark is on its page; blocks of
 * our slab have one that says "large". */
FAST bool is_marked(const void *block)
{
    return UNLIKELY(((uintptr_t)block & (MEMORY_MARK - 1)) == 0) || UNLIKELY(header_of(block) >= MEMORY_LARGE);
}

FAST bool passes(size_t size)
{
    return LIKELY((heatline_local.allocate_left -= (int64_t)size) >= 0);
}

static void *bytes_clear(void *block, size_t size)
{
    void *at = block;
    __asm__ volatile("rep stosb" : "+D"(at), "+c"(size) : "a"(0) : "memory");
    return block;
}

enum fill { FILL_NOTHING, FILL_ZERO };

/* A request whose distance is used up. Large blocks come from where they always do: clearing one would touch its pages. */
static __attribute__((noinline)) void *allocate_due(size_t size, size_t alignment, enum fill fill)
{
    double exposure;
    size_t fresh = size - heatline_local.grown_from;
    bool sampled = memory_due(fresh, &exposure);
    void *block;
    if (!sampled)
        block = alignment > MALLOC_ALIGNMENT ? heatline_backend.memalign(alignment, size)
                : fill == FILL_ZERO          ? heatline_backend.calloc(1, size)
                                             : heatline_backend.malloc(size);
    else if (size < MEMORY_LARGE || alignment > MALLOC_ALIGNMENT)
        block = heatline_backend.memalign(alignment > MEMORY_MARK ? alignment : MEMORY_MARK, size);
    else
        block = fill == FILL_ZERO ? heatline_backend.calloc(1, size) : heatline_backend.malloc(size);
    if (sampled && !block)
        memory_failed(fresh);
    if (!sampled || !block)
        return block;
    if (fill == FILL_ZERO && size < MEMORY_LARGE)
        bytes_clear(block, size);
    memory_sampled(block, size, fresh, exposure);
    return block;
}

HL_EXPORT HOT void *malloc(size_t size)
{
    if (passes(size))
        return heatline_backend.malloc(size);
    return allocate_due(size, MALLOC_ALIGNMENT, FILL_NOTHING);
}

HL_EXPORT HOT void *calloc(size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total) || passes(total))
        return heatline_backend.calloc(count, size);
    return allocate_due(total, MALLOC_ALIGNMENT, FILL_ZERO);
}

static __attribute__((noinline)) void free_marked(void *block)
{
    if (!block || backend_is_early(block))
        return;
    memory_freed(block);
    if (slab_holds(block))
        slab_give(block);
    else
        heatline_backend.free(block);
}

HL_EXPORT HOT void free(void *block)
{
    if (LIKELY(!is_marked(block)))
        heatline_backend.free(block);
    else
        free_marked(block);
}

/* ---- realloc ---- */

/* What was asked for when the block was made, as far as it is known: growth is in multiples of 16 in nearly all that grows. */
static size_t size_of(const void *block)
{
    size_t header = header_of(block), size = header & ~(size_t)HEADER_FLAGS;
    return size > 2 * sizeof(size_t) ? size - 2 * sizeof(size_t) : 0;
}

/* A block that is to be followed and lies where its free would not be seen: to a place where it is. */
static void *marked_copy(void *block, size_t size)
{
    void *copy = heatline_backend.memalign(MEMORY_MARK, size);
    if (!copy)
        return NULL;
    bytes_copy(copy, block, size);
    heatline_backend.free(block);
    return copy;
}

/* realloc of a block that may lie in our slab: it moves to malloc. */
static void *backend_realloc(void *block, size_t size)
{
    if (!slab_holds(block))
        return heatline_backend.realloc(block, size);
    size_t before = slab_size(block);
    void *moved = heatline_backend.malloc(size);
    if (!moved)
        return NULL;
    bytes_copy(moved, block, before < size ? before : size);
    slab_give(block);
    return moved;
}

static __attribute__((noinline)) void *realloc_held(void *block, size_t size, const struct memory_held *held)
{
    double growth = 0;
    if (size > held->size && !passes(size - held->size) && !memory_due(size - held->size, &growth))
        growth = 0;
    void *moved = backend_realloc(block, size);
    if (!moved) {
        if (size)
            memory_put_back(block, held, held->size, 0);
        return NULL;
    }
    if (!memory_is_seen(moved, size)) {
        void *copy = marked_copy(moved, size);
        if (copy)
            moved = copy;
    }
    memory_put_back(moved, held, size, growth);
    return moved;
}

static __attribute__((noinline)) void *realloc_due(void *block, size_t size, size_t growth)
{
    double exposure;
    bool sampled = memory_due(growth, &exposure);
    void *moved = heatline_backend.realloc(block, size);
    if (sampled && !moved)
        memory_failed(growth);
    if (!sampled || !moved)
        return moved;
    if (!memory_is_seen(moved, size)) {
        void *copy = marked_copy(moved, size);
        if (!copy)
            return moved;
        moved = copy;
    }
    memory_sampled(moved, size, growth, exposure);
    return moved;
}

static void *early_move(const void *block, size_t size)
{
    void *moved = heatline_backend.malloc(size);
    if (moved)
        bytes_copy(moved, block, size < MEMORY_MARK ? size : MEMORY_MARK);
    return moved;
}

HL_EXPORT void *realloc(void *block, size_t size)
{
    if (!block)
        return malloc(size);
    if (UNLIKELY(is_marked(block))) {
        struct memory_held held;
        if (backend_is_early(block))
            return early_move(block, size);
        if (memory_take(block, &held)) {
            if (size)
                return realloc_held(block, size, &held);
            memory_put_back(block, &held, held.size, 0);
            free_marked(block);
            return NULL;
        }
        if (slab_holds(block))
            return backend_realloc(block, size);
    }
    size_t before = size_of(block);
    if (size <= before || passes(size - before))
        return heatline_backend.realloc(block, size);
    return realloc_due(block, size, size - before);
}

HL_EXPORT void *reallocarray(void *block, size_t count, size_t size)
{
    size_t total;
    if (UNLIKELY(!backend_is_libc()) && heatline_backend.reallocarray)
        return heatline_backend.reallocarray(block, count, size);
    if (!__builtin_mul_overflow(count, size, &total))
        return realloc(block, total);
    errno = ENOMEM;
    return NULL;
}

/* ---- aligned ---- */

static void *allocate_aligned(size_t alignment, size_t size)
{
    if (passes(size))
        return heatline_backend.memalign(alignment, size);
    return allocate_due(size, alignment, FILL_NOTHING);
}

HL_EXPORT void *memalign(size_t alignment, size_t size)
{
    return allocate_aligned(alignment, size);
}

HL_EXPORT void *aligned_alloc(size_t alignment, size_t size)
{
    if (UNLIKELY(!backend_is_libc()))
        return heatline_backend.aligned_alloc(alignment, size);
    return allocate_aligned(alignment, size);
}

HL_EXPORT int posix_memalign(void **result, size_t alignment, size_t size)
{
    if (UNLIKELY(!backend_is_libc()))
        return heatline_backend.posix_memalign(result, alignment, size);
    if (alignment % sizeof(void *) || !alignment || alignment & (alignment - 1))
        return EINVAL;
    int before = errno;
    void *block = allocate_aligned(alignment, size);
    errno = before;
    if (!block)
        return ENOMEM;
    *result = block;
    return 0;
}

HL_EXPORT void *valloc(size_t size)
{
    if (UNLIKELY(!backend_is_libc()))
        return heatline_backend.valloc(size);
    return allocate_aligned(PAGE_SIZE, size);
}

HL_EXPORT void *pvalloc(size_t size)
{
    if (UNLIKELY(!backend_is_libc()))
        return heatline_backend.pvalloc(size);
    return allocate_aligned(PAGE_SIZE, (size + PAGE_SIZE - 1) & ~(size_t)(PAGE_SIZE - 1));
}

/* ---- start ---- */

bool allocate_is_possible(void)
{
    /* The program's own definition may come before ours: then nobody calls us. */
    return backend_is_libc() && !program_defines("malloc", (uintptr_t)allocate_due);
}
