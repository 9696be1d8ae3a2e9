/* An allocator of the program's own: it fills what it hands out and marks it, and aborts when it gets back what is not its own. With FEW it lacks
 * memalign and its kin beyond posix_memalign and aligned_alloc, as small ones do. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

#define MARK 0x6f776e616c6c6f63ull

struct head {
    uint64_t mark, size, offset, reserved;
};

static struct head *head_of(void *block)
{
    struct head *head = (struct head *)block - 1;
    if (head->mark != MARK)
        abort();
    return head;
}

static void *make(size_t alignment, size_t size)
{
    size_t offset = alignment < sizeof(struct head) ? sizeof(struct head) : alignment;
    char *base = __libc_memalign(alignment < 16 ? 16 : alignment, offset + size);
    if (!base)
        return NULL;
    struct head *head = (struct head *)(base + offset) - 1;
    *head = (struct head){MARK, size, offset, 0};
    return base + offset;
}

void free(void *block)
{
    if (!block)
        return;
    struct head *head = head_of(block);
    char *base = (char *)block - head->offset;
    head->mark = 0;
    __libc_free(base);
}

void *malloc(size_t size)
{
    return make(16, size);
}

void *calloc(size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        errno = ENOMEM;
        return NULL;
    }
    void *block = make(16, total);
    return block ? memset(block, 0, total) : NULL;
}

void *realloc(void *block, size_t size)
{
    if (!block)
        return malloc(size);
    size_t before = head_of(block)->size;
    void *moved = make(16, size);
    if (!moved)
        return NULL;
    memcpy(moved, block, before < size ? before : size);
    free(block);
    return moved;
}

int posix_memalign(void **result, size_t alignment, size_t size)
{
    void *block = make(alignment, size);
    if (!block)
        return ENOMEM;
    *result = block;
    return 0;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return make(alignment, size);
}

#ifndef FEW
void *memalign(size_t alignment, size_t size)
{
    return make(alignment, size);
}

void *valloc(size_t size)
{
    return make(4096, size);
}
#endif
