#define _GNU_SOURCE
#include "stream.h"

#include "system.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

#define GROW_BLOCKS 4u     /* 64 KiB: one madvise for four blocks */
#define FIRST_BLOCKS 8u    /* header, one block of each table, two to grow into */
#define PATH_CAPACITY 1200u

/* Bounds of each table in blocks. */
enum { THREAD_BLOCKS = 4, SECOND_BLOCKS = 1, NODE_BLOCKS = 500, CELL_BLOCKS = 400, RECORD_BLOCKS = 1000,
       MEMORY_BLOCKS = 400, MOMENT_BLOCKS = 1, HISTORY_BLOCKS = 100 };

struct table {
    uint32_t kind, entry_size, per_block, max_blocks;
    uint8_t **blocks;
};

static uint8_t *thread_blocks[THREAD_BLOCKS], *second_blocks[SECOND_BLOCKS], *node_blocks[NODE_BLOCKS], *cell_blocks[CELL_BLOCKS],
    *memory_blocks[MEMORY_BLOCKS], *moment_blocks[MOMENT_BLOCKS], *history_blocks[HISTORY_BLOCKS];

static const struct table tables[] = {
    [HL_BLOCK_THREADS] = {HL_BLOCK_THREADS, sizeof(struct hl_thread), HL_THREADS_PER_BLOCK, THREAD_BLOCKS, thread_blocks},
    [HL_BLOCK_SECONDS] = {HL_BLOCK_SECONDS, sizeof(struct hl_second), HL_SECONDS_PER_BLOCK, SECOND_BLOCKS, second_blocks},
    [HL_BLOCK_NODES] = {HL_BLOCK_NODES, 8, HL_NODES_PER_BLOCK, NODE_BLOCKS, node_blocks},
    [HL_BLOCK_CELLS] = {HL_BLOCK_CELLS, sizeof(struct hl_cell), HL_CELLS_PER_BLOCK, CELL_BLOCKS, cell_blocks},
    [HL_BLOCK_MEMORY] = {HL_BLOCK_MEMORY, sizeof(struct hl_memory), HL_MEMORY_PER_BLOCK, MEMORY_BLOCKS, memory_blocks},
    [HL_BLOCK_MOMENTS] = {HL_BLOCK_MOMENTS, sizeof(struct hl_moment), HL_MOMENTS, MOMENT_BLOCKS, moment_blocks},
    [HL_BLOCK_HISTORY] = {HL_BLOCK_HISTORY, sizeof(struct hl_history), HL_HISTORY_PER_BLOCK, HISTORY_BLOCKS, history_blocks},
};

static struct {
    uint8_t *base;
    struct hl_header *header;
    struct hl_capture *capture;
    uint32_t populated;   /* blocks that have their pages */
    uint32_t tmpfs_limit; /* blocks that may lie on tmpfs */
    uint8_t *record_block;
    int growing;
    uint32_t more_first;  /* first block of the ".more" file, 0 without one */
    bool on_disk;         /* new blocks are no longer on tmpfs */
    bool full;
    uint64_t checkpoint_ns;
    char path[PATH_CAPACITY];
    char more_path[PATH_CAPACITY];
} stream;

struct hl_header *stream_header(void)
{
    return stream.header;
}

bool stream_is_full(void)
{
    return stream.full;
}

bool stream_is_open(void)
{
    return stream.header != NULL;
}

static bool tmpfs_reserve(uint64_t bytes)
{
    uint64_t limit = (uint64_t)stream.capture->tree_limit_kib * 1024 + __atomic_load_n(&stream.capture->tmpfs_drained, __ATOMIC_RELAXED);
    if (__atomic_add_fetch(&stream.capture->tmpfs_used, bytes, __ATOMIC_RELAXED) <= limit)
        return true;
    __atomic_sub_fetch(&stream.capture->tmpfs_used, bytes, __ATOMIC_RELAXED);
    return false;
}

/* Before Linux 5.14 only the file can be asked for space: opened anew, because we keep no descriptor. */
static bool file_extend(const char *path, size_t offset, size_t size)
{
    long fd = SYSTEM_3(SYS_open, path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0);
    if (fd < 0)
        return false;
    long result = SYSTEM_4(SYS_fallocate, fd, 0, offset, size);
    SYSTEM_1(SYS_close, fd);
    return result == 0;
}

/* Gives blocks first..last-1 their pages, or says that there is no room. */
static bool blocks_populate(uint32_t first, uint32_t last)
{
    size_t offset = (size_t)first * HL_BLOCK_SIZE, size = (size_t)(last - first) * HL_BLOCK_SIZE;
    long result = SYSTEM_3(SYS_madvise, stream.base + offset, size, MADV_POPULATE_WRITE);
    if (result != -EINVAL)
        return result == 0;
    if (stream.more_first)
        return file_extend(stream.more_path, offset - (size_t)stream.more_first * HL_BLOCK_SIZE, size);
    return file_extend(stream.path, offset, size);
}

static bool disk_continue(uint32_t first)
{
    if (!stream.more_path[0])
        return false;
    long fd = SYSTEM_3(SYS_open, stream.more_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    size_t size = (size_t)(STREAM_MAX_BLOCKS - first) * HL_BLOCK_SIZE;
    bool mapped = SYSTEM_2(SYS_ftruncate, fd, size) == 0 &&
                  SYSTEM_6(SYS_mmap, stream.base + (size_t)first * HL_BLOCK_SIZE, size, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_FIXED, fd, 0) > 0;
    SYSTEM_1(SYS_close, fd);
    if (mapped) {
        stream.more_first = first;
        __atomic_store_n(&stream.header->tmpfs_blocks, first, __ATOMIC_RELEASE);
    }
    return mapped;
}

/* More blocks with pages; under the growing flag. */
static bool populate_more(void)
{
    uint32_t first = stream.populated, last = first + GROW_BLOCKS;
    if (last > STREAM_MAX_BLOCKS)
        return false;
    if (stream.on_disk && !stream.more_first)
        return blocks_populate(first, last) && (stream.populated = last);
    if (!stream.on_disk) {
        bool reserved = last <= stream.tmpfs_limit && tmpfs_reserve(GROW_BLOCKS * HL_BLOCK_SIZE);
        if (reserved && blocks_populate(first, last)) {
            stream.populated = last;
            return true;
        }
        if (reserved)
            __atomic_sub_fetch(&stream.capture->tmpfs_used, GROW_BLOCKS * HL_BLOCK_SIZE, __ATOMIC_RELAXED);
        if (!disk_continue(first))
            return false;
        stream.on_disk = true;
    }
    if (!blocks_populate(first, last))
        return false;
    stream.populated = last;
    return true;
}

/*
 * Puts a new block of a kind into `slot` if `before` still stands there; what stands there afterwards, or NULL.
 * Never waits for another thread that is growing the stream. The slot changes under the growing flag, so that
 * no two blocks ever have the same number, wherever a thread is interrupted or the process is killed.
 */
static uint8_t *block_take(uint32_t kind, uint32_t sequence, uint8_t **slot, uint8_t *before)
{
    if (stream.full || __atomic_exchange_n(&stream.growing, 1, __ATOMIC_ACQUIRE))
        return NULL;
    uint8_t *block = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
    uint32_t index = stream.header->n_blocks;
    if (block != before) {
        /* Another thread was first. */
    } else if (index < stream.populated || populate_more()) {
        block = stream.base + (size_t)index * HL_BLOCK_SIZE;
        struct hl_block *header = (struct hl_block *)block;
        header->sequence = sequence;
        __atomic_store_n(&header->kind, kind, __ATOMIC_RELEASE);
        __atomic_store_n(&stream.header->n_blocks, index + 1, __ATOMIC_RELEASE);
        __atomic_store_n(slot, block, __ATOMIC_RELEASE);
        stream_count(HL_COUNT_GROWTHS, 1);
    } else {
        block = NULL;
        stream.full = true;
    }
    __atomic_store_n(&stream.growing, 0, __ATOMIC_RELEASE);
    return block;
}

void *stream_entry(uint32_t kind, uint64_t index)
{
    const struct table *table = &tables[kind];
    uint64_t sequence = index / table->per_block;
    if (sequence >= table->max_blocks)
        return NULL;
    uint8_t *block = __atomic_load_n(&table->blocks[sequence], __ATOMIC_ACQUIRE);
    if (!block)
        block = block_take(kind, (uint32_t)sequence, &table->blocks[sequence], NULL);
    if (!block)
        return NULL;
    return block + sizeof(struct hl_block) + index % table->per_block * table->entry_size;
}

void *stream_peek(uint32_t kind, uint64_t index)
{
    const struct table *table = &tables[kind];
    uint64_t sequence = index / table->per_block;
    uint8_t *block = sequence < table->max_blocks ? __atomic_load_n(&table->blocks[sequence], __ATOMIC_ACQUIRE) : NULL;
    return block ? block + sizeof(struct hl_block) + index % table->per_block * table->entry_size : NULL;
}

void *stream_record_kept(uint32_t kind, const struct stream_part *parts, unsigned n_parts)
{
    uint32_t size = sizeof(struct hl_record);
    for (unsigned i = 0; i < n_parts; i++)
        size += parts[i].size;
    size = (size + 7) & ~7u;
    if (size > HL_BLOCK_PAYLOAD)
        return NULL;
    for (unsigned attempt = 0; attempt < 3; attempt++) {
        uint8_t *block = __atomic_load_n(&stream.record_block, __ATOMIC_ACQUIRE);
        uint64_t offset = __atomic_fetch_add(&((struct hl_block *)block)->used, size, __ATOMIC_RELAXED);
        if (offset + size <= HL_BLOCK_PAYLOAD) {
            struct hl_record *record = (struct hl_record *)(block + sizeof(struct hl_block) + offset);
            uint8_t *at = (uint8_t *)(record + 1);
            /* The size first, so that a record whose writer is killed does not hide those behind it. */
            __atomic_store_n(&record->size, size, __ATOMIC_RELEASE);
            for (unsigned i = 0; i < n_parts; i++) {
                bytes_copy(at, parts[i].bytes, parts[i].size);
                at += parts[i].size;
            }
            __atomic_store_n(&record->kind, kind, __ATOMIC_RELEASE);
            return record + 1;
        }
        uint32_t sequence = ((struct hl_block *)block)->sequence + 1;
        if (sequence >= RECORD_BLOCKS || !block_take(HL_BLOCK_RECORDS, sequence, &stream.record_block, block))
            return NULL;
    }
    return NULL;
}

bool stream_record(uint32_t kind, const struct stream_part *parts, unsigned n_parts)
{
    return stream_record_kept(kind, parts, n_parts) != NULL;
}

/* By the id's remainder: ids are handed out in order, so few processes share a bit. */
static uint64_t *recorded_word(uint32_t pid, uint64_t *bit)
{
    uint32_t place = pid % (sizeof stream.capture->recorded * 8);
    *bit = 1ull << (place % 64);
    return &stream.capture->recorded[place / 64];
}

bool stream_may_have(uint32_t pid)
{
    uint64_t bit;
    return (__atomic_load_n(recorded_word(pid, &bit), __ATOMIC_RELAXED) & bit) != 0;
}

void stream_count(unsigned counter, uint64_t amount)
{
    if (stream.header)
        __atomic_fetch_add(&stream.header->counters[counter], amount, __ATOMIC_RELAXED);
}

void stream_unavailable(uint32_t bits, bool set)
{
    if (!stream.header)
        return;
    if (set)
        __atomic_fetch_or(&stream.header->unavailable, bits, __ATOMIC_RELAXED);
    else
        __atomic_fetch_and(&stream.header->unavailable, ~bits, __ATOMIC_RELAXED);
}

void stream_checkpoint(uint64_t now, uint64_t interval_ns)
{
    uint64_t last = __atomic_load_n(&stream.checkpoint_ns, __ATOMIC_RELAXED);
    if (now - last < interval_ns ||
        !__atomic_compare_exchange_n(&stream.checkpoint_ns, &last, now, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        return;
    struct hl_header *header = stream.header;
    struct hl_checkpoint *a = &header->checkpoints[0], *b = &header->checkpoints[1];
    struct hl_checkpoint *older = a->sequence_after <= b->sequence_after ? a : b;
    uint64_t sequence = (older == a ? b : a)->sequence_after + 1;
    struct rusage usage = {0};
    SYSTEM_2(SYS_getrusage, RUSAGE_SELF, &usage);
    __atomic_store_n(&older->sequence_before, sequence, __ATOMIC_RELEASE);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    older->mono_ns = now;
    older->process_cpu_ns = process_cpu_ns();
    older->user_us = (uint64_t)usage.ru_utime.tv_sec * 1000000 + (uint64_t)usage.ru_utime.tv_usec;
    older->system_us = (uint64_t)usage.ru_stime.tv_sec * 1000000 + (uint64_t)usage.ru_stime.tv_usec;
    older->n_nodes = header->n_nodes;
    older->n_cells = header->n_cells;
    header->counters[HL_STATE_PEAK_RSS_KIB] = (uint64_t)usage.ru_maxrss;
    __atomic_store_n(&older->sequence_after, sequence, __ATOMIC_RELEASE);
}

void stream_end(uint32_t end_kind, uint32_t status, uint64_t mono, uint64_t cpu)
{
    struct hl_header *header = stream.header;
    stream_checkpoint(mono, 0);
    header->end_cpu_ns = cpu;
    header->end_mono_ns = mono;
    header->end_status = status;
    header->end_kind = end_kind;
    __atomic_store_n(&header->state, HL_STATE_ENDED, __ATOMIC_RELEASE);
}

void stream_resume(void)
{
    stream.header->end_mono_ns = 0;
    stream.header->end_kind = HL_END_NONE;
    __atomic_store_n(&stream.header->state, HL_STATE_READY, __ATOMIC_RELEASE);
}

static void paths_set(const char *folder, uint32_t pid, uint64_t start)
{
    const char *folders[2] = {folder, stream.capture->disk_dir};
    char *paths[2] = {stream.path, stream.more_path};
    for (unsigned i = 0; i < 2; i++) {
        size_t n = 0;
        paths[i][0] = 0;
        if (!folders[i][0])
            continue;
        n = text_append(paths[i], n, PATH_CAPACITY, folders[i]);
        n = text_append(paths[i], n, PATH_CAPACITY, "/");
        n = text_append_number(paths[i], n, PATH_CAPACITY, pid, 10);
        n = text_append(paths[i], n, PATH_CAPACITY, "-");
        n = text_append_number(paths[i], n, PATH_CAPACITY, start, 16);
        n = text_append(paths[i], n, PATH_CAPACITY, ".hls");
        if (i == 1)
            text_append(paths[i], n, PATH_CAPACITY, ".more");
    }
}

/* Maps the file at `path`; its first blocks have their space. */
static bool file_map(const char *path)
{
    long fd = SYSTEM_3(SYS_open, path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    size_t size = (size_t)STREAM_MAX_BLOCKS * HL_BLOCK_SIZE;
    size_t first = (size_t)FIRST_BLOCKS * HL_BLOCK_SIZE;
    bool ok = SYSTEM_2(SYS_ftruncate, fd, size) == 0 && SYSTEM_4(SYS_fallocate, fd, 0, 0, first) == 0;
    if (ok) {
        long address = SYSTEM_6(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        ok = address > 0;
        stream.base = ok ? (uint8_t *)address : NULL;
    }
    stream.populated = FIRST_BLOCKS;
    SYSTEM_1(SYS_close, fd);
    if (!ok)
        SYSTEM_1(SYS_unlink, path);
    return ok;
}

bool stream_open(const char *folder, struct hl_capture *capture, uint32_t origin, uint64_t parent_stream)
{
    stream.capture = capture;
    uint32_t number = __atomic_add_fetch(&capture->n_streams, 1, __ATOMIC_RELAXED);
    uint64_t start = mono_ns();
    uint32_t pid = (uint32_t)SYSTEM_0(SYS_getpid);
    paths_set(folder, pid, start);
    /* From the 17th process on a quarter of the share. */
    uint32_t limit = capture->process_limit_kib / (number > 16 ? 4 : 1) * 1024 / HL_BLOCK_SIZE;
    if (limit < FIRST_BLOCKS)
        limit = FIRST_BLOCKS;
    bool open = false;
    if (number <= capture->max_streams) {
        if (tmpfs_reserve(FIRST_BLOCKS * HL_BLOCK_SIZE)) {
            open = file_map(stream.path);
            if (!open)
                __atomic_sub_fetch(&capture->tmpfs_used, FIRST_BLOCKS * HL_BLOCK_SIZE, __ATOMIC_RELAXED);
        }
        if (!open && stream.more_path[0]) {
            /* No room on tmpfs: the whole stream on disk, under its plain name. */
            stream.more_path[text_length(stream.more_path) - 5] = 0;
            bytes_copy(stream.path, stream.more_path, PATH_CAPACITY);
            stream.more_path[0] = 0;
            limit = STREAM_MAX_BLOCKS;
            open = file_map(stream.path);
            stream.on_disk = open;
        }
    }
    if (!open) {
        __atomic_add_fetch(&capture->n_refused, 1, __ATOMIC_RELAXED);
        return false;
    }
    uint64_t bit, *word = recorded_word(pid, &bit);
    __atomic_fetch_or(word, bit, __ATOMIC_RELAXED);
    stream.tmpfs_limit = limit;
    struct hl_header *header = (struct hl_header *)stream.base;
    struct timespec real;
    clock_gettime(CLOCK_REALTIME, &real);
    bytes_copy(header->magic, HL_STREAM_MAGIC, 8);
    header->version = HL_VERSION;
    header->header_size = sizeof *header;
    header->block_size = HL_BLOCK_SIZE;
    header->tmpfs_blocks = STREAM_MAX_BLOCKS;
    header->max_blocks = STREAM_MAX_BLOCKS;
    header->pid = pid;
    header->ppid = (uint32_t)SYSTEM_0(SYS_getppid);
    header->origin = origin;
    header->start_mono_ns = start;
    header->start_real_ns = timespec_ns(&real);
    header->start_cpu_ns = process_cpu_ns();
    header->period_ns = NS_PER_S / capture->rate_hz;
    header->parent_stream = parent_stream;
    header->n_nodes = 1;
    header->n_blocks = 1;
    header->block.kind = HL_BLOCK_HEADER;
    stream.header = header;
    block_take(HL_BLOCK_RECORDS, 0, &stream.record_block, NULL);
    for (uint32_t kind = HL_BLOCK_THREADS; kind <= HL_BLOCK_CELLS; kind++)
        stream_entry(kind, 0);
    return true;
}

void stream_abandon(void)
{
    if (stream.base)
        SYSTEM_2(SYS_munmap, stream.base, (size_t)STREAM_MAX_BLOCKS * HL_BLOCK_SIZE);
    for (uint32_t kind = HL_BLOCK_THREADS; kind < sizeof tables / sizeof *tables; kind++)
        for (uint32_t i = 0; i < tables[kind].max_blocks; i++)
            __atomic_store_n(&tables[kind].blocks[i], NULL, __ATOMIC_RELAXED);
    stream.base = NULL;
    stream.header = NULL;
    stream.record_block = NULL;
    stream.populated = 0;
    stream.more_first = 0;
    stream.growing = 0;
    stream.on_disk = stream.full = false;
    stream.checkpoint_ns = 0;
}
