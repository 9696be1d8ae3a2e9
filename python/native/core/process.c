#define _GNU_SOURCE
#include "process.h"

#include "../memory/memory.h"
#include "../unwind/objects.h"
#include "ancestors.h"
#include "children.h"
#include "codes.h"
#include "environment.h"
#include "executed.h"
#include "imports.h"
#include "interpreter.h"
#include "loops.h"
#include "modules.h"
#include "ready.h"
#include "real.h"
#include "signals.h"
#include "stream.h"
#include "system.h"
#include "text.h"
#include "threads.h"
#include "traceback.h"
#include "tree.h"
#include "wait.h"
#include "window.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define MAX_ARGUMENTS 4096u

static struct {
    struct hl_capture *capture;
    char folder[1200];
    uint32_t pid; /* the process that the stream belongs to */
} process;

static struct hl_capture *capture_map(const char *folder)
{
    char path[1200];
    text_append(path, text_append(path, 0, sizeof path, folder), sizeof path, "/capture");
    long fd = SYSTEM_3(SYS_open, path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0);
    if (fd < 0)
        return NULL;
    /* Read first: a file that is too short would fault when mapped. */
    struct hl_capture copy;
    long size = SYSTEM_4(SYS_pread64, fd, &copy, sizeof copy, 0);
    bool valid = size == sizeof copy && text_starts(copy.magic, HL_CAPTURE_MAGIC) && copy.version == HL_VERSION && copy.rate_hz >= 1 &&
                 copy.rate_hz <= 1000 && !copy.disk_dir[sizeof copy.disk_dir - 1] && !copy.preload[sizeof copy.preload - 1];
    long address = valid ? SYSTEM_6(SYS_mmap, 0, sizeof copy, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : -1;
    SYSTEM_1(SYS_close, fd);
    return address > 0 ? (struct hl_capture *)address : NULL;
}

static void fact_write(uint32_t field, const char *bytes, uint32_t length)
{
    uint32_t head[2] = {field, length};
    struct stream_part parts[2] = {{head, sizeof head}, {bytes, length}};
    stream_record(HL_RECORD_PROCESS, parts, 2);
}

static void facts_write(void)
{
    char text[MAX_ARGUMENTS];
    long size = SYSTEM_3(SYS_readlink, "/proc/self/exe", text, sizeof text);
    if (size > 0)
        fact_write(HL_PROCESS_EXECUTABLE, text, (uint32_t)size);
    size = SYSTEM_2(SYS_getcwd, text, sizeof text);
    if (size > 1)
        fact_write(HL_PROCESS_DIRECTORY, text, (uint32_t)size - 1);
    long fd = SYSTEM_3(SYS_open, "/proc/self/cmdline", O_RDONLY | O_CLOEXEC, 0);
    if (fd >= 0) {
        size = SYSTEM_3(SYS_read, fd, text, sizeof text);
        SYSTEM_1(SYS_close, fd);
        if (size > 0)
            fact_write(HL_PROCESS_ARGUMENTS, text, (uint32_t)size);
    }
    /* Between two recorded processes may be others, which know nothing of their children that we could read. */
    uint32_t length = process.capture->n_foreign ? ancestors_text(text, sizeof text) : 0;
    if (length)
        fact_write(HL_PROCESS_ANCESTORS, text, length);
}

static void event_write(uint32_t event, uint32_t value)
{
    uint64_t now = mono_ns();
    uint32_t what[2] = {event, value};
    struct stream_part parts[2] = {{&now, sizeof now}, {what, sizeof what}};
    stream_record(HL_RECORD_EVENT, parts, 2);
}

/* The runner's runtime changes its own limit of open files and which signals are ignored, and a child inherits that: the first process of the
 * tree gets back what the user's shell had. */
static void inheritance_restore(const struct hl_capture *capture)
{
    if (capture->n_streams || capture->n_foreign)
        return;
    struct rlimit limit;
    if (capture->nofile_soft && SYSTEM_2(SYS_getrlimit, RLIMIT_NOFILE, &limit) == 0 && capture->nofile_soft < limit.rlim_cur) {
        limit.rlim_cur = capture->nofile_soft;
        SYSTEM_2(SYS_setrlimit, RLIMIT_NOFILE, &limit);
    }
    for (int number = 1; number < 32; number++) {
        struct sigaction ignore = {.sa_handler = SIG_IGN};
        if (capture->ignored_signals >> (number - 1) & 1)
            REAL(sigaction)(number, &ignore, NULL);
    }
}

/* Begins a stream for this process: at the start, and again in a fork child. */
static bool recording_start(uint32_t origin, uint64_t parent_stream)
{
    bool is_fork = origin == HL_ORIGIN_FORK;
    if (window_is_over_for(process.capture) || !stream_open(process.folder, process.capture, origin, parent_stream))
        return false;
    process.pid = (uint32_t)SYSTEM_0(SYS_getpid);
    struct hl_header *header = stream_header();
    header->python_version = interpreter.version;
    window_start(process.capture);
    stream_unavailable(HL_NO_TRAMPOLINES, !is_fork);
    stream_unavailable(HL_NO_PYTHON_STACKS, !interpreter.layout);
    stream_unavailable(HL_NO_SPLIT, !interpreter.has_eval_range);
    facts_write();
    if (!tree_open() || !codes_open() || !signals_open() || !threads_open(header->period_ns)) {
        /* No memory for our tables: this process goes on without us. */
        threads_abandon();
        stream_abandon();
        return false;
    }
    if (interpreter.layout)
        codes_watch();
    if (memory_start && origin != HL_ORIGIN_DLOPEN)
        memory_start(process.capture);
    else
        stream_unavailable(HL_NO_MEMORY | HL_NO_COPIES, true);
    loops_reset();
    ready_start(process.capture);
    imports_start(!(process.capture->flags & HL_CAPTURE_NO_IMPORTS));
    __atomic_store_n(&header->state, HL_STATE_READY, __ATOMIC_RELEASE);
    return true;
}

/* ---- fork ---- */

static uint64_t forking_stream;

static void before_fork(void)
{
    forking_stream = stream_is_open() ? stream_header()->start_mono_ns : 0;
    if (memory_before_fork)
        memory_before_fork();
}

static void after_fork_in_parent(void)
{
    if (memory_after_fork)
        memory_after_fork();
}

static void after_fork_in_child(void)
{
    traceback_forget();
    if (memory_after_fork) {
        memory_after_fork();
        memory_stop();
    }
    if (!stream_is_open())
        return;
    uint64_t parent = forking_stream;
    bool hides_signal = thread_self() && thread_self()->hides_signal;
    threads_abandon();
    stream_abandon();
    modules_reset();
    executed_reset();
    children_reset();
    if (recording_start(HL_ORIGIN_FORK, parent))
        thread_self()->hides_signal = hides_signal;
}

int __register_atfork(void (*before)(void), void (*parent)(void), void (*child)(void), void *object);
extern void *__dso_handle __attribute__((visibility("hidden")));

/* ---- exec ---- */

bool process_is_ours(void)
{
    return stream_is_open() && !heatline_in_vfork && (uint32_t)SYSTEM_0(SYS_getpid) == process.pid;
}

bool process_before_exec(const char *path, char *const *arguments)
{
    if (heatline_in_vfork)
        children_started((uint32_t)SYSTEM_0(SYS_getpid), path, arguments);
    if (!process_is_ours())
        return false;
    char text[CHILDREN_TEXT_BYTES];
    fact_write(HL_PROCESS_REPLACEMENT, text, children_text(text, path, arguments));
    event_write(HL_EVENT_EXEC, 0);
    window_settle();
    stream_end(HL_END_EXEC, 0, window_mono_ns(), window_cpu_ns());
    return true;
}

void process_after_failed_exec(void)
{
    stream_resume();
}

void process_count_not_followed(void)
{
    if (environment_is_active())
        stream_count(HL_COUNT_NOT_FOLLOWED, 1);
}

/* ---- start and end ---- */

static void recording_end(uint32_t end_kind, uint32_t status)
{
    if (!process_is_ours() || stream_header()->state == HL_STATE_ENDED)
        return;
    uint32_t length;
    const char *traceback = traceback_text(&length);
    if (length)
        fact_write(HL_PROCESS_TRACEBACK, traceback, length);
    window_settle();
    if (memory_settle)
        memory_settle();
    executed_settle();
    stream_end(end_kind, status, window_mono_ns(), window_cpu_ns());
}

static void exit_status_note(int status, void *unused);

static __attribute__((constructor)) void process_start(void)
{
    const char *folder = environment_take_capture();
    if (!folder)
        return;
    process.capture = capture_map(folder);
    if (!process.capture)
        return;
    text_append(process.folder, 0, sizeof process.folder, folder);
    environment_take_preload(process.capture->preload);
    inheritance_restore(process.capture);
    wait_threshold_set((uint64_t)process.capture->wait_threshold_us * 1000);
    objects_init();
    if (!interpreter_find()) {
        __atomic_fetch_add(&process.capture->n_foreign, 1, __ATOMIC_RELAXED);
        return;
    }
    real_resolve_all();
    __register_atfork(before_fork, after_fork_in_parent, after_fork_in_child, &__dso_handle);
    bool is_late = interpreter.is_initialized && interpreter.is_initialized();
    bool records = recording_start(is_late ? HL_ORIGIN_DLOPEN : HL_ORIGIN_EXEC, 0);
    if (!is_late)
        on_exit(exit_status_note, NULL);
    if (!records || !is_late)
        return;
    /* Loaded into a running interpreter: the program's calls are bound to libc already. */
    stream_unavailable(HL_NO_WAITING | HL_NO_NATIVE_THREADS, true);
    threads_adopt();
}

static __attribute__((destructor)) void process_end(void)
{
    recording_end(HL_END_EXIT, 0);
}

/* libc calls this after the destructors, which it registered later. */
static void exit_status_note(int status, void *unused)
{
    (void)unused;
    if (process_is_ours() && stream_header()->end_kind == HL_END_EXIT)
        stream_header()->end_status = ((uint32_t)status & 0xff) | HL_STATUS_KNOWN;
}

HL_EXPORT __attribute__((noreturn)) void _exit(int status)
{
    recording_end(HL_END_UNDERSCORE_EXIT, (uint32_t)status & 0xff);
    for (;;)
        SYSTEM_1(SYS_exit_group, status);
}

HL_EXPORT __attribute__((noreturn)) void _Exit(int status)
{
    _exit(status);
}
