#include "slab.h"

#include "../core/system.h"
#include "lock.h"

#include <sys/mman.h>

#define STEP 16u
#define HEAD 16u /* before each block; its last word is all ones */
#define CLASSES (SLAB_LARGEST / STEP)
#define PAGE 4096u
#define PAGES (SLAB_BYTES / PAGE)

uintptr_t heatline_slab;

/* Free blocks of a class are a list through their first words; each page has blocks of one class. */
static struct {
    void *free[CLASSES];
    uint32_t pages_used;
    uint8_t class_of_page[PAGES];
} slab;

bool slab_open(void)
{
    if (heatline_slab)
        return true;
    long address = SYSTEM_6(SYS_mmap, 0, SLAB_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (address > 0)
        heatline_slab = (uintptr_t)address;
    return address > 0;
}

static void page_carve(unsigned class)
{
    size_t size = HEAD + (class + 1) * STEP;
    if (slab.pages_used == PAGES)
        return;
    uintptr_t page = heatline_slab + (uintptr_t)slab.pages_used * PAGE;
    slab.class_of_page[slab.pages_used++] = (uint8_t)class;
    /* From the end, so that the first block is taken first. */
    for (size_t at = PAGE / size * size; at >= size; at -= size) {
        void **block = (void **)(page + at - size + HEAD);
        block[-1] = (void *)UINTPTR_MAX;
        *block = slab.free[class];
        slab.free[class] = block;
    }
}

void *slab_take(size_t size)
{
    unsigned class = (unsigned)((size + STEP - 1) / STEP);
    class -= class > 0;
    if (!heatline_slab || class >= CLASSES || heatline_local.inside)
        return NULL;
    memory_lock();
    if (!slab.free[class])
        page_carve(class);
    void **block = slab.free[class];
    if (block)
        slab.free[class] = *block;
    memory_unlock();
    return block;
}

size_t slab_size(const void *block)
{
    return (slab.class_of_page[((uintptr_t)block - heatline_slab) / PAGE] + 1u) * STEP;
}

void slab_give(void *block)
{
    unsigned class = slab.class_of_page[((uintptr_t)block - heatline_slab) / PAGE];
    /* In a signal handler that interrupted us: lost, rather than waited for. */
    if (heatline_local.inside)
        return;
    memory_lock();
    *(void **)block = slab.free[class];
    slab.free[class] = block;
    memory_unlock();
}
