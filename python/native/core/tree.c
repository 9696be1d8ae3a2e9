#include "tree.h"

#include "format.h"
#include "index.h"
#include "stream.h"
#include "system.h"

_Static_assert(HL_MAX_NODES <= 1u << INDEX_NUMBER_BITS, "a node's number has to fit into a slot of the index");

static struct index nodes = {.bits = {11, 14, 17, 20}};
static struct index cells = {.bits = {9, 12, 15, 18}};
static void *memory;

bool tree_open(void)
{
    size_t size = index_size(&nodes) + index_size(&cells);
    if (!system_zeroed(&memory, size))
        return false;
    index_place(&cells, index_place(&nodes, memory));
    return true;
}

/* Makes an entry and stores its key; 0 when the stream is full. */
static uint32_t node_create(uint64_t key)
{
    struct hl_header *header = stream_header();
    if (stream_is_full() && !stream_peek(HL_BLOCK_NODES, __atomic_load_n(&header->n_nodes, __ATOMIC_RELAXED)))
        return 0;
    uint64_t id = __atomic_fetch_add(&header->n_nodes, 1, __ATOMIC_RELAXED);
    uint64_t *node = id < HL_MAX_NODES ? stream_entry(HL_BLOCK_NODES, id) : NULL;
    if (!node)
        return 0;
    __atomic_store_n(node, key, __ATOMIC_RELEASE);
    return (uint32_t)id;
}

static uint32_t cell_create(uint64_t key)
{
    struct hl_header *header = stream_header();
    if (stream_is_full() && !stream_peek(HL_BLOCK_CELLS, __atomic_load_n(&header->n_cells, __ATOMIC_RELAXED)))
        return 0;
    uint64_t id = __atomic_fetch_add(&header->n_cells, 1, __ATOMIC_RELAXED);
    if (id == 0) /* 0 means "none" */
        id = __atomic_fetch_add(&header->n_cells, 1, __ATOMIC_RELAXED);
    struct hl_cell *cell = id < HL_MAX_NODES ? stream_entry(HL_BLOCK_CELLS, id) : NULL;
    if (!cell)
        return 0;
    __atomic_store_n(&cell->key, key, __ATOMIC_RELEASE);
    return (uint32_t)id;
}

/* The entry of a key, made when it is new; 0 without room. Two threads that make the same one leave both: readers add equal ones up. */
static inline uint32_t entry_find(struct index *index, uint64_t key, uint32_t (*create)(uint64_t))
{
    uint32_t entry = index_get(index, key);
    if (entry)
        return entry;
    entry = create(key);
    if (entry)
        index_add(index, key, entry);
    return entry;
}

static uint32_t node_find(uint64_t key)
{
    return entry_find(&nodes, key, node_create);
}

static uint64_t node_key(uint32_t parent, uint32_t kind, uint64_t what)
{
    return (uint64_t)parent << 44 | (uint64_t)kind << 40 | what;
}

uint32_t tree_thread(uint32_t row)
{
    return node_find(node_key(0, HL_NODE_THREAD, (uint64_t)row << 20));
}

static uint64_t python_key(uint32_t parent, uint32_t code, uint32_t offset)
{
    uint32_t units = offset / 2;
    return node_key(parent, HL_NODE_PYTHON, (uint64_t)code << 20 | (units < 0xfffff ? units : 0xfffff));
}

uint32_t tree_python(uint32_t parent, uint32_t code, uint32_t offset)
{
    return node_find(python_key(parent, code, offset));
}

uint32_t tree_python_known(uint32_t parent, uint32_t code, uint32_t offset)
{
    return index_get(&nodes, python_key(parent, code, offset));
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

uint32_t tree_tasks(uint32_t parent)
{
    return parent ? node_find(node_key(parent, HL_NODE_TASK, 0)) : 0;
}

bool tree_add(uint32_t node, uint32_t class, uint64_t ns, uint64_t square, uint32_t samples)
{
    uint64_t key = 1ull << 63 | (uint64_t)node << 8 | class;
    uint32_t entry = node ? entry_find(&cells, key, cell_create) : 0;
    if (!entry)
        return false;
    struct hl_cell *cell = stream_peek(HL_BLOCK_CELLS, entry);
    __atomic_fetch_add(&cell->ns, ns, __ATOMIC_RELAXED);
    __atomic_fetch_add(&cell->samples, samples, __ATOMIC_RELAXED);
    if (class < HL_CLASS_WAIT_SLEEP || class >= HL_CLASS_AWAIT_FUTURE) {
        __atomic_fetch_add(&cell->squares, square, __ATOMIC_RELAXED);
        return true;
    }
    uint64_t longest = __atomic_load_n(&cell->squares, __ATOMIC_RELAXED);
    while (square > longest &&
           !__atomic_compare_exchange_n(&cell->squares, &longest, square, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        ;
    return true;
}
