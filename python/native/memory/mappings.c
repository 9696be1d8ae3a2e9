#define _GNU_SOURCE
#include "mappings.h"

#include "../core/real.h"
#include "local.h"
#include "lock.h"
#include "memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/types.h>

/* A mapping is never sampled: its exposure is as good as infinite. */
#define CERTAIN 1e6
#define MOST 512u
#define PAGE_MASK 4095u

/* Each is also a sample at its first address; here, because a part of one may be unmapped. size 0: free. */
static struct mapping {
    uintptr_t start;
    size_t size;
} mappings[MOST];

void mappings_forget(void)
{
    for (unsigned i = 0; i < MOST; i++)
        mappings[i].size = 0;
}

static bool mapping_add(uintptr_t start, size_t size)
{
    for (unsigned i = 0; i < MOST; i++) {
        if (mappings[i].size)
            continue;
        mappings[i] = (struct mapping){start, size};
        return true;
    }
    return false;
}

/* Memory that may be written to and belongs to no file. What Python maps for small objects is counted object by object. */
static bool is_counted(const void *address, int protection, int flags)
{
    return address != MAP_FAILED && flags & MAP_ANONYMOUS && protection & PROT_WRITE && !heatline_local.arena && !heatline_local.inside;
}

static void mapped(void *address, size_t size)
{
    size = (size + PAGE_MASK) & ~(size_t)PAGE_MASK;
    memory_lock();
    bool added = mapping_add((uintptr_t)address, size);
    memory_unlock();
    if (added)
        memory_sampled(address, size, size, CERTAIN, true);
}

/* Takes one mapping that overlaps the range out of the list; false when there is none. */
static bool overlap_take(uintptr_t start, uintptr_t end, struct mapping *found)
{
    for (unsigned i = 0; i < MOST; i++) {
        struct mapping *mapping = &mappings[i];
        if (!mapping->size || mapping->start >= end || mapping->start + mapping->size <= start)
            continue;
        *found = *mapping;
        mapping->size = 0;
        return true;
    }
    return false;
}

/* What is left of a mapping in front of the hole and behind it. Its cost stays with the stack that mapped it, in one piece. */
static void unmapped(void *address, size_t size)
{
    uintptr_t start = (uintptr_t)address, end = start + size;
    struct mapping hit;
    for (unsigned round = 0; round < MOST; round++) {
        memory_lock();
        bool found = overlap_take(start, end, &hit);
        memory_unlock();
        if (!found)
            return;
        size_t before = hit.start < start ? start - hit.start : 0;
        size_t behind = hit.start + hit.size > end ? hit.start + hit.size - end : 0;
        struct memory_held held;
        if (!memory_take((void *)hit.start, &held))
            continue;
        if (before + behind == 0) {
            memory_put_back((void *)hit.start, &held, held.size, 0);
            memory_freed((void *)hit.start);
            continue;
        }
        uintptr_t left = before ? hit.start : end;
        memory_lock();
        mapping_add(left, before ? before : behind);
        memory_unlock();
        memory_put_back((void *)left, &held, before + behind, 0);
    }
}

static bool is_followed(void)
{
    return !heatline_local.arena && !heatline_local.inside;
}

HL_EXPORT void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
    void *result = REAL(mmap)(address, size, protection, flags, fd, offset);
    if (is_counted(result, protection, flags))
        mapped(result, size);
    return result;
}

HL_EXPORT void *mmap64(void *address, size_t size, int protection, int flags, int fd, off64_t offset)
{
    void *result = REAL(mmap64)(address, size, protection, flags, fd, offset);
    if (is_counted(result, protection, flags))
        mapped(result, size);
    return result;
}

HL_EXPORT int munmap(void *address, size_t size)
{
    if (is_followed())
        unmapped(address, size);
    return REAL(munmap)(address, size);
}

HL_EXPORT void *mremap(void *address, size_t before, size_t size, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    void *wanted = flags & MREMAP_FIXED ? va_arg(rest, void *) : NULL;
    va_end(rest);
    void *result = REAL(mremap)(address, before, size, flags, wanted);
    struct memory_held held;
    struct mapping hit;
    if (result == MAP_FAILED || !is_followed())
        return result;
    memory_lock();
    bool found = overlap_take((uintptr_t)address, (uintptr_t)address + 1, &hit);
    if (found)
        mapping_add((uintptr_t)result, size);
    memory_unlock();
    if (found && memory_take(address, &held))
        memory_put_back(result, &held, size, 0);
    return result;
}
