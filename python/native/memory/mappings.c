#define _GNU_SOURCE
#include "mappings.h"

#include "../core/format.h"
#include "../core/real.h"
#include "../core/stream.h"
#include "../core/system.h"
#include "footprint.h"
#include "local.h"
#include "lock.h"
#include "memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/types.h>

/* Nothing is left to chance with a mapping. */
#define CERTAIN 1e3
#define MOST 8192u
#define PAGE_MASK 4095u

static struct mapping {
    uintptr_t start;
    size_t size; /* 0: free */
    uint32_t row;
    uint32_t birth_ms;
} mappings[MOST];
static unsigned used; /* entries ever used */

void mappings_forget(void)
{
    for (unsigned i = 0; i < used; i++)
        mappings[i].size = 0;
    used = 0;
}

static size_t whole_pages(size_t size)
{
    return (size + PAGE_MASK) & ~(size_t)PAGE_MASK;
}

/* With the lock, as all that follow. */
static void piece_add(struct mapping piece, uint64_t now)
{
    unsigned i = 0;
    while (i < used && mappings[i].size)
        i++;
    if (i == MOST) {
        stream_count(HL_COUNT_MEMORY_LOST, 1);
        return;
    }
    used = i == used ? used + 1 : used;
    mappings[i] = piece;
    footprint_held(piece.row, (struct estimate){piece.size, 0}, now);
}

/* Takes a range out of all mappings; what is left of one on either side stays, with the stack that mapped it. */
static void range_drop(uintptr_t start, uintptr_t end, uint64_t now)
{
    for (unsigned i = 0; i < used; i++) {
        struct mapping hit = mappings[i];
        if (!hit.size || hit.start >= end || hit.start + hit.size <= start)
            continue;
        size_t before = hit.start < start ? start - hit.start : 0;
        size_t behind = hit.start + hit.size > end ? hit.start + hit.size - end : 0;
        mappings[i].size = 0;
        if (before + behind == 0)
            footprint_freed(hit.row, (struct estimate){hit.size, 0}, hit.birth_ms, now);
        else
            footprint_released(hit.row, (struct estimate){hit.size, 0}, now);
        if (before)
            piece_add((struct mapping){hit.start, before, hit.row, hit.birth_ms}, now);
        if (behind)
            piece_add((struct mapping){end, behind, hit.row, hit.birth_ms}, now);
    }
}

/* ---- the calls ---- */

/* What Python maps for small objects is counted object by object. */
static bool is_followed(void)
{
    return !heatline_local.arena && !heatline_local.inside && memory_is_measuring();
}

/* `size` bytes at `address` are mapped; `requested` of them are new. */
static void mapped(void *address, size_t size, size_t requested)
{
    uint64_t now = mono_ns();
    uint32_t row = memory_mapping_row(now);
    if (!row)
        return;
    memory_lock();
    if (requested)
        footprint_requested(row, requested, CERTAIN, now);
    piece_add((struct mapping){(uintptr_t)address, size, row, footprint_ms(now)}, now);
    memory_unlock();
}

static void unmapped(void *address, size_t size)
{
    if (!used)
        return;
    memory_lock();
    range_drop((uintptr_t)address, (uintptr_t)address + whole_pages(size), mono_ns());
    memory_unlock();
}

/* Memory that may be written to and belongs to no file. */
static void map_note(void *address, size_t size, int protection, int flags)
{
    if (address == MAP_FAILED || !is_followed())
        return;
    if (flags & MAP_FIXED)
        unmapped(address, size);
    if (flags & MAP_ANONYMOUS && protection & PROT_WRITE)
        mapped(address, whole_pages(size), whole_pages(size));
}

HL_EXPORT void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
    void *result = REAL(mmap)(address, size, protection, flags, fd, offset);
    map_note(result, size, protection, flags);
    return result;
}

HL_EXPORT void *mmap64(void *address, size_t size, int protection, int flags, int fd, off64_t offset)
{
    void *result = REAL(mmap64)(address, size, protection, flags, fd, offset);
    map_note(result, size, protection, flags);
    return result;
}

HL_EXPORT int munmap(void *address, size_t size)
{
    /* Before another thread gets the addresses. */
    if (used && is_followed())
        unmapped(address, size);
    return REAL(munmap)(address, size);
}

/* The part of a mapping that moves, or grows where it is, belongs from now on to the stack that moved it. */
HL_EXPORT void *mremap(void *address, size_t before, size_t size, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    void *wanted = flags & MREMAP_FIXED ? va_arg(rest, void *) : NULL;
    va_end(rest);
    void *result = REAL(mremap)(address, before, size, flags, wanted);
    if (result == MAP_FAILED || !used || !is_followed())
        return result;
    bool counted = false;
    for (unsigned i = 0; i < used && !counted; i++)
        counted = mappings[i].size && (uintptr_t)address - mappings[i].start < mappings[i].size;
    if (!counted)
        return result;
    unmapped(address, before);
    if (flags & MREMAP_FIXED)
        unmapped(result, size);
    size_t old_bytes = whole_pages(before), bytes = whole_pages(size);
    mapped(result, bytes, bytes > old_bytes ? bytes - old_bytes : 0);
    return result;
}
