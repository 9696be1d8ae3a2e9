#include "tree.h"

#include "format.h"
#include "stream.h"
#include "system.h"
#include "text.h"

#include <sys/mman.h>

#define LEVELS 3u
#define MAX_PROBES 48u

/* An index grows by levels, so that a small program touches little memory and nothing is ever moved. A slot holds the entry's number and, above it, a
 * part of the key's hash: entries are scattered, and looking at one that is not meant costs a cache miss. 0 is free (no entry has the number 0). */
#define ENTRY_BITS 20u
#define ENTRY_MASK ((1u << ENTRY_BITS) - 1)

struct index {
    uint32_t bits[LEVELS];
    uint32_t *slots[LEVELS];
    uint32_t used[LEVELS];
};

static struct index nodes = {.bits = {12, 15, 20}};
static struct index cells = {.bits = {10, 13, 18}};
static void *memory;

static size_t index_size(const struct index *index)
{
    size_t size = 0;
    for (unsigned i = 0; i < LEVELS; i++)
        size += sizeof(uint32_t) << index->bits[i];
    return size;
}

static uint32_t *index_place(struct index *index, uint32_t *at)
{
    for (unsigned i = 0; i < LEVELS; i++) {
        index->slots[i] = at;
        index->used[i] = 0;
        at += (size_t)1 << index->bits[i];
    }
    return at;
}

bool tree_open(void)
{
    size_t size = index_size(&nodes) + index_size(&cells);
    if (memory) {
        SYSTEM_3(SYS_madvise, memory, size, MADV_DONTNEED);
    } else {
        long address = SYSTEM_6(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (address < 0)
            return false;
        memory = (void *)address;
    }
    index_place(&cells, index_place(&nodes, memory));
    return true;
}

static bool node_matches(uint32_t entry, uint64_t key)
{
    const uint64_t *node = stream_peek(HL_BLOCK_NODES, entry);
    return node && __atomic_load_n(node, __ATOMIC_RELAXED) == key;
}

static bool cell_matches(uint32_t entry, uint64_t key)
{
    const struct hl_cell *cell = stream_peek(HL_BLOCK_CELLS, entry);
    return cell && __atomic_load_n(&cell->key, __ATOMIC_RELAXED) == key;
}

/* Makes an entry and stores its key; false when the stream is full. */
static bool node_create(uint64_t key, uint32_t *entry)
{
    struct hl_header *header = stream_header();
    if (stream_is_full() && !stream_peek(HL_BLOCK_NODES, __atomic_load_n(&header->n_nodes, __ATOMIC_RELAXED)))
        return false;
    uint64_t id = __atomic_fetch_add(&header->n_nodes, 1, __ATOMIC_RELAXED);
    uint64_t *node = id < HL_MAX_NODES ? stream_entry(HL_BLOCK_NODES, id) : NULL;
    if (!node)
        return false;
    __atomic_store_n(node, key, __ATOMIC_RELEASE);
    *entry = (uint32_t)id;
    return true;
}

static bool cell_create(uint64_t key, uint32_t *entry)
{
    struct hl_header *header = stream_header();
    if (stream_is_full() && !stream_peek(HL_BLOCK_CELLS, __atomic_load_n(&header->n_cells, __ATOMIC_RELAXED)))
        return false;
    uint64_t id = __atomic_fetch_add(&header->n_cells, 1, __ATOMIC_RELAXED);
    if (id == 0) /* 0 means "free" in the index */
        id = __atomic_fetch_add(&header->n_cells, 1, __ATOMIC_RELAXED);
    struct hl_cell *cell = id < HL_MAX_NODES ? stream_entry(HL_BLOCK_CELLS, id) : NULL;
    if (!cell)
        return false;
    __atomic_store_n(&cell->key, key, __ATOMIC_RELEASE);
    *entry = (uint32_t)id;
    return true;
}

/* The level that new entries go to: the first that is not half full. */
static unsigned index_newest(const struct index *index)
{
    unsigned level = 0;
    while (level + 1 < LEVELS && index->used[level] > 1u << (index->bits[level] - 1))
        level++;
    return level;
}

typedef bool matches_function(uint32_t entry, uint64_t key);
typedef bool create_function(uint64_t key, uint32_t *entry);

/* Finds or makes the entry of a key. The two functions are constants at every call, so that the compiler inlines them. */
static inline __attribute__((always_inline)) bool index_find(struct index *index, uint64_t key, uint32_t *entry,
                                                             matches_function *matches, create_function *create)
{
    uint64_t hash = number_hash(key);
    uint32_t tag = (uint32_t)(hash >> 32) << ENTRY_BITS;
    unsigned newest = index_newest(index);
    /* Most of what is looked for is in the newest level, which is the largest. */
    for (unsigned step = 0; step <= newest; step++) {
        unsigned level = newest - step;
        uint32_t mask = (1u << index->bits[level]) - 1;
        for (unsigned probe = 0; probe < MAX_PROBES; probe++) {
            uint32_t value = __atomic_load_n(&index->slots[level][(hash + probe) & mask], __ATOMIC_ACQUIRE);
            if (!value)
                break;
            if ((value & ~ENTRY_MASK) == tag && matches(value & ENTRY_MASK, key)) {
                *entry = value & ENTRY_MASK;
                return true;
            }
        }
    }
    if (!create(key, entry))
        return false;
    uint32_t mask = (1u << index->bits[newest]) - 1;
    for (unsigned probe = 0; probe < MAX_PROBES; probe++) {
        uint32_t *slot = &index->slots[newest][(hash + probe) & mask], value = 0;
        if (__atomic_compare_exchange_n(slot, &value, tag | *entry, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
            __atomic_fetch_add(&index->used[newest], 1, __ATOMIC_RELAXED);
            return true;
        }
        if ((value & ~ENTRY_MASK) == tag && matches(value & ENTRY_MASK, key)) {
            /* Another thread was first: ours stays unused; its key is one that nothing refers to. */
            *entry = value & ENTRY_MASK;
            return true;
        }
    }
    /* No slot in reach: this entry will not be found again, and the next sample makes another one. Readers add equal ones up. */
    return true;
}

static uint32_t node_find(uint64_t key)
{
    uint32_t id;
    if (!index_find(&nodes, key, &id, node_matches, node_create))
        return 0;
    return id;
}

static uint64_t node_key(uint32_t parent, uint32_t kind, uint64_t what)
{
    return (uint64_t)parent << 44 | (uint64_t)kind << 40 | what;
}

uint32_t tree_thread(uint32_t row)
{
    return node_find(node_key(0, HL_NODE_THREAD, (uint64_t)row << 20));
}

uint32_t tree_python(uint32_t parent, uint32_t code, uint32_t offset)
{
    uint32_t units = offset / 2;
    return node_find(node_key(parent, HL_NODE_PYTHON, (uint64_t)code << 20 | (units < 0xfffff ? units : 0xfffff)));
}

uint32_t tree_native(uint32_t parent, uint32_t module, uint64_t function)
{
    uint64_t where = module < 1024 && function < HL_NO_FUNCTION ? function : HL_NO_FUNCTION;
    return node_find(node_key(parent, HL_NODE_NATIVE, (uint64_t)(module & 1023) << 30 | where));
}

uint32_t tree_truncated(uint32_t parent)
{
    return node_find(node_key(parent, HL_NODE_TRUNCATED, 0));
}

bool tree_add(uint32_t node, uint32_t class, uint64_t ns, uint64_t square, uint32_t samples)
{
    uint32_t entry;
    uint64_t key = 1ull << 63 | (uint64_t)node << 8 | class;
    if (!node || !index_find(&cells, key, &entry, cell_matches, cell_create))
        return false;
    struct hl_cell *cell = stream_peek(HL_BLOCK_CELLS, entry);
    __atomic_fetch_add(&cell->ns, ns, __ATOMIC_RELAXED);
    __atomic_fetch_add(&cell->samples, samples, __ATOMIC_RELAXED);
    if (class < HL_CLASS_WAIT_SLEEP) {
        __atomic_fetch_add(&cell->squares, square, __ATOMIC_RELAXED);
        return true;
    }
    uint64_t longest = __atomic_load_n(&cell->squares, __ATOMIC_RELAXED);
    while (square > longest &&
           !__atomic_compare_exchange_n(&cell->squares, &longest, square, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        ;
    return true;
}
