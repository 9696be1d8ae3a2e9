#include "python_memory.h"

#include "../core/interpreter.h"
#include "../core/real.h"
#include "../core/text.h"
#include "../core/threads.h"
#include "../readers/mem_self.h"
#include "backend.h"
#include "local.h"
#include "memory.h"
#include "slab.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* Larger requests of pymalloc's go to the raw domain. */
#define SMALL 512u
#define SMALL_ALIGNMENT 16u
#define OUTGROWN (4 * SMALL)
/* Offset of the size class (u32, in steps of 16 bytes) in the head of a pool; 3.8 to 3.13. Checked against real blocks before it is used. */
#define POOL_SIZE_CLASS 36u

enum domain { DOMAIN_RAW, DOMAIN_MEM, DOMAIN_OBJ };

/* PyMemAllocatorEx and PyObjectArenaAllocator of CPython's documentation. */
struct allocator {
    void *context;
    void *(*malloc)(void *, size_t);
    void *(*calloc)(void *, size_t, size_t);
    void *(*realloc)(void *, void *, size_t);
    void (*free)(void *, void *);
};

struct arena_allocator {
    void *context;
    void *(*alloc)(void *, size_t);
    void (*free)(void *, void *, size_t);
};

static struct {
    bool wrapped;
    bool uses_malloc; /* for objects too: PYTHONMALLOC=malloc */
    /* Our functions get the context of those that they stand before, so that these free by themselves: a free needs no hook. */
    struct allocator raw, objects;
    struct arena_allocator arena;
    bool pools_known;
    uintptr_t pool_mask; /* 0: pools can't be read */
} python;

FAST bool passes(size_t size)
{
    return LIKELY((heatline_local.allocate_left -= (int64_t)size) >= 0);
}

/* ---- the raw domain: malloc with a note who called; numpy takes its arrays from here, and these are not Python's ---- */

#define NOTED(call)                                                                                                                                \
    ({                                                                                                                                             \
        const void *before = heatline_local.raw_caller;                                                                                            \
        heatline_local.raw_caller = before ? before : __builtin_return_address(0);                                                                 \
        heatline_local.raw_calls++;                                                                                                                \
        void *result = call;                                                                                                                       \
        heatline_local.raw_caller = before;                                                                                                        \
        result;                                                                                                                                    \
    })

static HOT void *raw_malloc(void *context, size_t size)
{
    heatline_local.allocate_left += heatline_local.grown_from;
    return NOTED(python.raw.malloc(context, size));
}

static void *raw_calloc(void *context, size_t count, size_t size)
{
    return NOTED(python.raw.calloc(context, count, size));
}

static void *raw_realloc(void *context, void *block, size_t size)
{
    return NOTED(python.raw.realloc(context, block, size));
}

/* ---- objects: what is small never reaches malloc ---- */

/* A small request whose distance is used up comes from the slab: pymalloc hands foreign blocks on when they are freed. */
static __attribute__((noinline)) void *small_due(void *context, size_t size, bool zero)
{
    double exposure;
    if (!memory_due(size, &exposure))
        return zero ? python.objects.calloc(context, 1, size) : python.objects.malloc(context, size);
    void *block = slab_take(size);
    if (!block && !(block = heatline_backend.memalign(MEMORY_MARK, size)))
        return NULL;
    for (size_t i = 0; zero && i < size; i++)
        ((volatile uint8_t *)block)[i] = 0;
    heatline_local.python++;
    memory_sampled(block, size, size, exposure);
    heatline_local.python--;
    return block;
}

static HOT void *object_malloc(void *context, size_t size)
{
    if (LIKELY(size <= SMALL) && UNLIKELY(!passes(size)))
        return small_due(context, size, false);
    return python.objects.malloc(context, size);
}

static HOT void *object_calloc(void *context, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total) || total > SMALL || passes(total))
        return python.objects.calloc(context, count, size);
    return small_due(context, total, true);
}

FAST const uint32_t *pool_class(const void *block, uintptr_t mask)
{
    return (const uint32_t *)(((uintptr_t)block & ~mask) + POOL_SIZE_CLASS);
}

FAST size_t pool_class_size(const uint32_t *class)
{
    return ((size_t)*class + 1) * SMALL_ALIGNMENT;
}

/* Bytes of the size class of one of pymalloc's blocks; SIZE_MAX when it can't be told. What is read may not be mapped if the block is not
 * pymalloc's, and a thread that blocks SIGSEGV would not survive that. */
static size_t class_size(const void *block, uintptr_t mask)
{
    uint32_t class = 0;
    const struct thread *thread = thread_self();
    if (!mask || !thread || thread->blocks_faults || mem_read(&class, (uintptr_t)pool_class(block, mask), sizeof class) || class >= SMALL / SMALL_ALIGNMENT)
        return SIZE_MAX;
    return pool_class_size(&class);
}

/* Which pools this version has: 4 KiB up to 3.9, 16 KiB since. 0 when blocks of known size don't say so too: each class is asked, since the head of a
 * wrong pool may well be that of another pool with the same class. From 3.12 on pymalloc can't be asked before there is an interpreter: at the
 * first use. */
static uintptr_t pool_mask_find(void)
{
    const struct allocator *objects = &python.objects;
    if (!interpreter.layout)
        return 0;
    uintptr_t mask = interpreter.layout->version < 0x030a ? 0xfff : 0x3fff;
    bool right = true;
    for (size_t size = SMALL_ALIGNMENT; size <= SMALL && right; size += SMALL_ALIGNMENT) {
        void *block = objects->malloc(objects->context, size);
        right = block && class_size(block, mask) == size;
        objects->free(objects->context, block);
    }
    return right ? mask : 0;
}

static __attribute__((noinline)) void pools_find(void)
{
    python.pools_known = true;
    python.pool_mask = pool_mask_find();
}

/* The growth of a small block is sampled: it moves to the slab. */
static __attribute__((noinline)) void *small_grown_due(void *block, size_t size, size_t growth)
{
    double exposure;
    if (!memory_due(growth, &exposure))
        return block;
    void *moved = slab_take(size);
    if (!moved && !(moved = heatline_backend.memalign(MEMORY_MARK, size)))
        return block;
    bytes_copy(moved, block, size);
    python.objects.free(python.objects.context, block);
    heatline_local.python++;
    memory_sampled(moved, size, growth, exposure);
    heatline_local.python--;
    return moved;
}

/* To a size that pymalloc asks malloc for. A block that was malloc's already goes to its realloc, whatever `before` says. */
static __attribute__((noinline)) void *object_outgrow(void *context, void *block, size_t size)
{
    size_t before = class_size(block, python.pool_mask);
    heatline_local.grown_from = before < size ? (uint32_t)before : 0;
    void *moved = python.objects.realloc(context, block, size);
    heatline_local.grown_from = 0;
    return moved;
}

/* What stays small: only from one of pymalloc's pools to another is it more than before. */
static HOT __attribute__((noinline)) void *small_resize(void *context, void *block, size_t size)
{
    uint32_t raw_calls = heatline_local.raw_calls;
    void *moved = python.objects.realloc(context, block, size);
    /* In place, or not pymalloc's: then malloc has counted it. */
    if (moved == block || !moved || heatline_local.raw_calls != raw_calls || !python.pool_mask)
        return moved;
    /* The first one's arena is still mapped: no guard is needed. */
    size_t before = pool_class_size(pool_class(block, python.pool_mask));
    if (size <= before || LIKELY(passes(size - before)))
        return moved;
    return small_grown_due(moved, size, size - before);
}

static HOT void *object_realloc(void *context, void *block, size_t size)
{
    if (!block)
        return object_malloc(context, size);
    if (UNLIKELY(!python.pools_known))
        pools_find();
    if (size <= SMALL)
        return small_resize(context, block, size);
    if (size <= OUTGROWN)
        return object_outgrow(context, block, size);
    /* What has grown far is a block of malloc's, but for the few that leap: those count whole. */
    return python.objects.realloc(context, block, size);
}

/* ---- arenas: their objects are counted one by one ---- */

static void *arena_alloc(void *context, size_t size)
{
    struct arena_allocator *original = context;
    heatline_local.arena++;
    void *arena = original->alloc(original->context, size);
    heatline_local.arena--;
    return arena;
}

static void arena_free(void *context, void *arena, size_t size)
{
    struct arena_allocator *original = context;
    heatline_local.arena++;
    heatline_local.raw_calls++;
    original->free(original->context, arena, size);
    heatline_local.arena--;
}

/* ---- wrapping ---- */

/* pymalloc takes back blocks that are not its own; the debug hooks and other allocators don't. */
static bool is_pymalloc(const char *name)
{
    return !name || !*name || text_equal(name, "pymalloc") || text_equal(name, "default");
}

static void objects_wrap(void (*set)(int, struct allocator *))
{
    struct allocator ours = {python.objects.context, object_malloc, object_calloc, object_realloc, python.objects.free};
    set(DOMAIN_MEM, &ours);
    set(DOMAIN_OBJ, &ours);
}

static void raw_wrap(void (*set)(int, struct allocator *), enum domain domain)
{
    set(domain, &(struct allocator){python.raw.context, raw_malloc, raw_calloc, raw_realloc, python.raw.free});
}

/* By a request: what stands in the table may call us in turn. */
static bool objects_reach_us(void)
{
    void *(*allocate)(size_t) = (void *(*)(size_t))program_symbol("PyObject_Malloc");
    void (*release)(void *) = (void (*)(void *))program_symbol("PyObject_Free");
    if (!allocate || !release)
        return false;
    int64_t before = heatline_local.allocate_left;
    release(allocate(SMALL_ALIGNMENT));
    return heatline_local.allocate_left != before;
}

/* Malloc is asked for objects: it counts them, and a note who called says that they are Python's. */
static bool malloc_wrap(void (*get)(int, struct allocator *), void (*set)(int, struct allocator *))
{
    for (enum domain domain = DOMAIN_RAW; domain <= DOMAIN_OBJ; domain++) {
        struct allocator now;
        get(domain, &now);
        if (now.malloc == python.raw.malloc)
            raw_wrap(set, domain);
    }
    return objects_reach_us();
}

bool python_memory_look_again(void)
{
    void (*get)(int, struct allocator *) = (void (*)(int, struct allocator *))program_symbol("PyMem_GetAllocator");
    void (*set)(int, struct allocator *) = (void (*)(int, struct allocator *))program_symbol("PyMem_SetAllocator");
    struct allocator now;
    if (python.uses_malloc)
        return malloc_wrap(get, set);
    if (!python.wrapped || objects_reach_us())
        return python.wrapped;
    get(DOMAIN_OBJ, &now);
    if (now.malloc != python.objects.malloc)
        return false;
    objects_wrap(set);
    get(DOMAIN_RAW, &now);
    if (now.malloc == python.raw.malloc)
        raw_wrap(set, DOMAIN_RAW);
    return objects_reach_us();
}

bool python_memory_wrap(void)
{
    if (python.wrapped)
        return true;
    void (*get)(int, struct allocator *) = (void (*)(int, struct allocator *))program_symbol("PyMem_GetAllocator");
    void (*set)(int, struct allocator *) = (void (*)(int, struct allocator *))program_symbol("PyMem_SetAllocator");
    void (*arena_get)(struct arena_allocator *) = (void (*)(struct arena_allocator *))program_symbol("PyObject_GetArenaAllocator");
    void (*arena_set)(struct arena_allocator *) = (void (*)(struct arena_allocator *))program_symbol("PyObject_SetArenaAllocator");
    const char *name = getenv("PYTHONMALLOC");
    if (!interpreter.layout || !get || !set || !arena_get || !arena_set)
        return false;
    struct allocator blocks;
    get(DOMAIN_RAW, &python.raw);
    /* The interpreter sets its table only later. */
    if (name && text_equal(name, "malloc"))
        return python.wrapped = python.uses_malloc = true;
    if (!is_pymalloc(name))
        return false;
    get(DOMAIN_MEM, &blocks);
    get(DOMAIN_OBJ, &python.objects);
    if (python.objects.malloc == python.raw.malloc || blocks.malloc != python.objects.malloc || blocks.context != python.objects.context)
        return false;
    arena_get(&python.arena);
    arena_set(&(struct arena_allocator){&python.arena, arena_alloc, arena_free});
    raw_wrap(set, DOMAIN_RAW);
    objects_wrap(set);
    python.wrapped = true;
    return true;
}
