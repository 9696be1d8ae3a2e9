#define _GNU_SOURCE
#include "children.h"

#include "process.h"
#include "stream.h"
#include "system.h"
#include "text.h"

#include <sys/wait.h>

#define STARTED 256u      /* children at once whose command is remembered */
#define MOST_LISTED 64u   /* children without a stream that get a record of their own */
#define MOST_RECORDS 8192u
#define PROGRAMS 64u      /* rows for programs that are started often */

/* Found by process id alone: ids are handed out in order, so what stands there is an older child, which is over or will have no name. */
static struct started {
    uint32_t pid; /* 0 while it is written */
    uint32_t busy;
    uint32_t length;
    uint64_t mono_ns;
    char text[CHILDREN_TEXT_BYTES];
} started[STARTED];
static bool any_started;

static struct program {
    uint64_t hash; /* of the path, 0 = free */
    struct hl_children *row;
} programs[PROGRAMS];

static uint32_t n_listed, n_records;

uint32_t children_text(char *text, const char *path, char *const *arguments)
{
    size_t length = text_append(text, 0, CHILDREN_TEXT_BYTES, path ? path : "") + 1;
    for (; arguments && *arguments && length < CHILDREN_TEXT_BYTES; arguments++)
        length = text_append(text, length, CHILDREN_TEXT_BYTES, *arguments) + 1;
    return (uint32_t)(length < CHILDREN_TEXT_BYTES ? length : CHILDREN_TEXT_BYTES);
}

void children_started(uint32_t pid, const char *path, char *const *arguments)
{
    struct started *entry = &started[pid % STARTED];
    any_started = true;
    if (!stream_is_open() || __atomic_exchange_n(&entry->busy, 1, __ATOMIC_ACQUIRE))
        return;
    __atomic_store_n(&entry->pid, 0, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    entry->mono_ns = mono_ns();
    entry->length = children_text(entry->text, path, arguments);
    __atomic_store_n(&entry->pid, pid, __ATOMIC_RELEASE);
    __atomic_store_n(&entry->busy, 0, __ATOMIC_RELEASE);
}

/* Takes what is remembered of the child; its length, 0 when nothing is. */
static uint32_t command_take(uint32_t pid, char *text, uint64_t *start)
{
    struct started *entry = &started[pid % STARTED];
    uint32_t length = 0;
    if (__atomic_load_n(&entry->pid, __ATOMIC_ACQUIRE) != pid || __atomic_exchange_n(&entry->busy, 1, __ATOMIC_ACQUIRE))
        return 0;
    if (entry->pid == pid) {
        length = entry->length;
        *start = entry->mono_ns;
        bytes_copy(text, entry->text, length);
        entry->pid = 0;
    }
    __atomic_store_n(&entry->busy, 0, __ATOMIC_RELEASE);
    return length;
}

/* The row of a program, NULL when it can't be had at this moment. */
static struct hl_children *program_row(const char *path)
{
    uint64_t hash = bytes_hash((const uint8_t *)path, text_length(path));
    for (unsigned i = 0; i < PROGRAMS; i++) {
        struct program *program = &programs[i];
        /* What comes after the last row but one shares the last. */
        if (i + 1 == PROGRAMS) {
            path = "";
            hash = 1;
        }
        uint64_t seen = 0;
        if (__atomic_compare_exchange_n(&program->hash, &seen, hash, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
            struct hl_children fresh = {.text_length = (uint32_t)text_length(path)};
            struct stream_part parts[2] = {{&fresh, sizeof fresh}, {path, fresh.text_length}};
            struct hl_children *row = stream_record_kept(HL_RECORD_CHILDREN, parts, 2);
            __atomic_store_n(&program->row, row, __ATOMIC_RELEASE);
            return row;
        }
        if (seen == hash)
            return __atomic_load_n(&program->row, __ATOMIC_ACQUIRE);
    }
    return NULL;
}

static bool program_add(const char *path, const struct hl_child *child)
{
    struct hl_children *row = program_row(path);
    if (!row)
        return false;
    __atomic_fetch_add(&row->count, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&row->cpu_ns, child->cpu_ns, __ATOMIC_RELAXED);
    __atomic_fetch_add(&row->wall_ns, child->start_mono_ns ? child->mono_ns - child->start_mono_ns : 0, __ATOMIC_RELAXED);
    if (WIFSIGNALED((int)child->status))
        __atomic_fetch_add(&row->n_killed, 1, __ATOMIC_RELAXED);
    else if (child->status)
        __atomic_fetch_add(&row->n_failed, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&row->last_mono_ns, child->mono_ns, __ATOMIC_RELAXED);
    return true;
}

static uint64_t timeval_ns(struct timeval t)
{
    return ((uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec) * 1000;
}

void children_reaped(uint32_t pid, int status, const struct rusage *usage)
{
    if ((!WIFEXITED(status) && !WIFSIGNALED(status)) || !process_is_ours())
        return;
    char text[CHILDREN_TEXT_BYTES];
    struct hl_child child = {.mono_ns = mono_ns(), .cpu_ns = timeval_ns(usage->ru_utime) + timeval_ns(usage->ru_stime), .pid = pid, .status = (uint32_t)status};
    child.text_length = command_take(pid, text, &child.start_mono_ns);
    if (!child.text_length)
        text[0] = 0;
    if (!stream_may_have(pid) && __atomic_fetch_add(&n_listed, 1, __ATOMIC_RELAXED) >= MOST_LISTED && program_add(text, &child))
        return;
    struct stream_part parts[2] = {{&child, sizeof child}, {text, child.text_length}};
    if (__atomic_fetch_add(&n_records, 1, __ATOMIC_RELAXED) >= MOST_RECORDS || !stream_record(HL_RECORD_CHILD, parts, 2))
        stream_count(HL_COUNT_CHILDREN_NO_ROOM, 1);
}

void children_reset(void)
{
    /* Pages that were never touched stay so. */
    for (unsigned i = 0; any_started && i < STARTED; i++)
        if (started[i].pid || started[i].busy)
            started[i].pid = started[i].busy = 0;
    any_started = false;
    for (unsigned i = 0; i < PROGRAMS && programs[i].hash; i++)
        programs[i] = (struct program){0};
    n_listed = n_records = 0;
}
