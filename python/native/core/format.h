/* The bytes of a Heatline stream, as written by the core and read by src/session.
 *
 * src/session/FORMAT.md is the contract; this header is its C side. Every struct is little-endian, has no pointers and no
 * padding, and is only ever changed by 4- or 8-byte atomic stores, so that a reader outside may copy the file at any moment.
 * Times are nanoseconds. "mono" is CLOCK_MONOTONIC, "real" is CLOCK_REALTIME.
 */
#ifndef HEATLINE_FORMAT_H
#define HEATLINE_FORMAT_H

#include <stdint.h>

#define HL_STREAM_MAGIC "HEATLINE"
#define HL_CAPTURE_MAGIC "HLCAPTUR"
#define HL_VERSION 1u

#define HL_BLOCK_SIZE 16384u
#define HL_MAX_BLOCKS 4096u /* 64 MiB: the largest stream */

/* ---- the capture file: one a process tree, written by the runner, counters shared by the tree ---- */

enum { HL_CAPTURE_CPU_ONLY = 1u, HL_CAPTURE_NO_MEMORY = 2u, HL_CAPTURE_NO_COPIES = 4u, HL_CAPTURE_NO_IMPORTS = 8u, HL_CAPTURE_WINDOW = 16u };

struct hl_capture {
    char magic[8];
    uint32_t version;
    uint32_t rate_hz;           /* samples a second of CPU time, 1..1000 */
    uint32_t flags;             /* HL_CAPTURE_* */
    uint32_t tree_limit_kib;    /* tmpfs for the whole tree */
    uint32_t process_limit_kib; /* tmpfs for one process */
    uint32_t max_streams;       /* processes beyond this are counted, not recorded */
    uint32_t wait_threshold_us; /* shorter waits are summed without a stack */
    uint32_t n_streams;         /* atomic: streams begun */
    uint64_t tmpfs_used;        /* atomic: bytes the tree holds on tmpfs */
    uint32_t n_refused;         /* atomic: processes not recorded (max_streams, no room) */
    uint32_t n_foreign;         /* atomic: processes of the tree that are not Python */
    char disk_dir[1024];        /* where a stream goes on when tmpfs is used up; "" = nowhere */
    char preload[1024];         /* the object's path as it stands in LD_PRELOAD */
    uint64_t nofile_soft;       /* soft RLIMIT_NOFILE to restore in the first process, 0 = leave (the runner's runtime raises its own) */
    uint64_t ignored_signals;   /* signals that the first process starts with ignored: bit n-1 for signal n */
    uint64_t tmpfs_drained;     /* atomic, written by the store only: bytes of tmpfs_used that it has freed again */
    uint64_t memory_interval;   /* mean distance between allocation samples in bytes; 0 = found by the core */
    char ready_function[256];   /* the function with which the program's own work begins, "" = none */
    char ready_file[1024];      /* the end of the path of its file, "" = any */
    uint64_t window_begin_ns;   /* with HL_CAPTURE_WINDOW: recorded from this monotonic time on */
    uint64_t window_end_ns;     /* atomic, also written by the runner while the program runs: and up to this one; 0 = not known yet */
    uint64_t recorded[80];      /* atomic: bit pid % 5120 for each process that has a stream */
    uint8_t reserved[24];
};
_Static_assert(sizeof(struct hl_capture) == 4096, "capture file size");

/* ---- block kinds ---- */

enum {
    HL_BLOCK_HEADER = 1,
    HL_BLOCK_THREADS = 2,
    HL_BLOCK_SECONDS = 3,
    HL_BLOCK_NODES = 4,
    HL_BLOCK_CELLS = 5,
    HL_BLOCK_RECORDS = 6,
    HL_BLOCK_MEMORY = 7,
    HL_BLOCK_MOMENTS = 8,
    HL_BLOCK_HISTORY = 9,
};

struct hl_block {
    uint32_t kind;     /* HL_BLOCK_*; 0 = not in use yet */
    uint32_t sequence; /* 0, 1, … within the kind */
    uint64_t used;     /* atomic: entries (bytes for records) handed out; may exceed the capacity when full */
};
_Static_assert(sizeof(struct hl_block) == 16, "block header size");

#define HL_BLOCK_PAYLOAD (HL_BLOCK_SIZE - sizeof(struct hl_block))

/* ---- header (block 0) ---- */

enum { HL_STATE_STARTING = 0, HL_STATE_READY = 1, HL_STATE_ENDED = 2 };
#define HL_STATUS_KNOWN 0x100u
enum { HL_END_NONE = 0, HL_END_EXIT = 1, HL_END_UNDERSCORE_EXIT = 2, HL_END_EXEC = 3 };
enum { HL_ORIGIN_EXEC = 1, HL_ORIGIN_FORK = 2, HL_ORIGIN_DLOPEN = 3 };

/* What this capture could not have, and why (bits of hl_header.unavailable). */
enum {
    HL_NO_PYTHON_STACKS = 1u << 0,  /* interpreter version without a layout */
    HL_NO_SPLIT = 1u << 1,          /* the evaluation loop could not be located */
    HL_NO_TRAMPOLINES = 1u << 2,    /* C-call entry points not learned yet */
    HL_NO_NATIVE_THREADS = 1u << 3, /* started by dlopen: only threads that existed or use patched entry points */
    HL_NO_WAITING = 1u << 4,        /* blocking calls not interposed */
    HL_NO_TIMER = 1u << 5,          /* timer_create failed */
    HL_NO_MEMORY = 1u << 6,         /* not asked for, or no room for its tables */
    HL_NO_COPIES = 1u << 7,         /* not asked for */
    HL_OTHER_ALLOCATOR = 1u << 8,   /* malloc is not libc's: allocations are not seen */
    HL_NO_PYTHON_DOMAIN = 1u << 9,  /* Python's allocators could not be wrapped: small objects are not seen */
    HL_NO_IMPORTS = 1u << 10,       /* not asked for, or importlib could not be reached */
    HL_NO_TASKS = 1u << 11,         /* a loop of asyncio rested, and its tasks could not be read */
};

/* Loss and other counts, by reason (index into hl_header.counters). */
enum {
    HL_COUNT_SIGNALS = 0,        /* timer signals handled */
    HL_COUNT_HANDLER_NS = 1,     /* time spent in the handler */
    HL_COUNT_DROPPED_BACKOFF = 2,/* samples skipped because the previous ones took too long */
    HL_COUNT_DROPPED_NO_ROOM = 3,/* stack not stored: stream full */
    HL_COUNT_DROPPED_NESTED = 4, /* signal inside our own recording */
    HL_COUNT_DROPPED_MASKED = 5, /* SIGSEGV blocked: memory can't be read safely */
    HL_COUNT_TRUNCATED = 6,      /* deeper than the walk's bound: root part missing */
    HL_COUNT_TORN = 7,           /* frame chain failed its checks part-way */
    HL_COUNT_UNREADABLE = 8,     /* a guarded read faulted during the walk */
    HL_COUNT_NO_STATE = 9,       /* thread without Python state */
    HL_COUNT_UNWIND_LOST = 10,   /* native chain did not reach the evaluation loop */
    HL_COUNT_WAITS = 11,         /* waits recorded with a stack */
    HL_COUNT_WAIT_NO_ROOM = 12,
    HL_COUNT_EINTR_RESUMED = 13, /* blocking calls resumed after our signal */
    HL_COUNT_THREADS = 14,       /* threads registered */
    HL_COUNT_THREADS_SHARED = 15,/* threads without a row of their own */
    HL_COUNT_THREADS_UNTIMED = 16,/* timer_create refused */
    HL_COUNT_NOT_FOLLOWED = 17,  /* children started with an environment the program built itself */
    HL_COUNT_CODE_NO_ROOM = 18,
    HL_COUNT_DROPPED_BACKOFF_NS = 19, /* CPU time those samples stood for */
    HL_COUNT_DROPPED_NS = 20,    /* CPU time of all other dropped samples */
    HL_COUNT_GROWTHS = 21,
    HL_COUNT_ALLOC_SAMPLES = 22, /* sampled allocations */
    HL_COUNT_ALLOC_BYTES = 23,   /* bytes requested, exact but for the last distance of each thread */
    HL_COUNT_FREE_SAMPLES = 24,  /* sampled allocations that were freed */
    HL_COUNT_MEMORY_NS = 25,     /* time spent on samples of allocations, frees and copies */
    HL_COUNT_MEMORY_NO_ROOM = 26,/* samples without a row: stream full */
    HL_COUNT_MEMORY_LOST = 27,   /* samples not followed to their free: table of live samples full */
    HL_COUNT_MEMORY_THINNED = 28,/* live samples let go to make room, their weight given to the others */
    HL_COUNT_COPY_SAMPLES = 29,
    HL_COUNT_COPY_BYTES = 30,    /* bytes copied, exact as ALLOC_BYTES */
    /* Not counts but states; each is stored whole. */
    HL_STATE_LIVE_BYTES = 31,    /* estimated, now */
    HL_STATE_PEAK_BYTES = 32,    /* the highest that LIVE_BYTES was */
    HL_STATE_PEAK_NS = 33,       /* mono, when it was */
    HL_STATE_PEAK_EPOCH = 34,    /* new maxima so far; low 32 bits are hl_memory.peak_epoch */
    HL_STATE_MEMORY_INTERVAL = 35, /* present mean distance between samples in bytes */
    HL_STATE_MOMENT_SHIFT = 36,  /* width of a bucket in HL_BLOCK_MOMENTS = HL_MOMENT_MS << shift milliseconds */
    HL_STATE_PEAK_RSS_KIB = 37,
    HL_STATE_COPY_INTERVAL = 38,
    HL_COUNT_CHILDREN_NO_ROOM = 39, /* children whose end was not stored */
    HL_COUNT_LOOP_RESTS = 40,    /* of event loops: polls that took time */
    HL_COUNT_LOOP_REST_NS = 41,  /* how long they took, exact */
    HL_COUNT_TASK_LOOKS = 42,    /* rests for which the tasks were looked at */
    HL_COUNT_TASKS = 43,         /* tasks found by that */
    HL_COUNT_TASKS_NS = 44,      /* time spent on that */
    HL_COUNT_TASKS_MISSED_NS = 45, /* weight of rests that were chosen while another thread was looking */
    HL_COUNT_TASKS_NO_ROOM = 46, /* tasks without room for their stack */
    HL_COUNTERS = 64,
};

/* Two copies, written in turn; the one with the higher equal pair of sequences is whole. */
struct hl_checkpoint {
    uint64_t sequence_before;
    uint64_t mono_ns;
    uint64_t process_cpu_ns;
    uint64_t user_us;   /* getrusage(RUSAGE_SELF) */
    uint64_t system_us;
    uint64_t n_nodes;
    uint64_t n_cells;
    uint64_t sequence_after;
};

struct hl_header {
    struct hl_block block;
    char magic[8];
    uint32_t version;
    uint32_t header_size;   /* sizeof(struct hl_header) */
    uint32_t block_size;
    uint32_t tmpfs_blocks;  /* blocks 0..tmpfs_blocks-1 are in the stream file, the rest in "<stream>.more" */
    uint32_t max_blocks;
    uint32_t n_blocks;      /* atomic: blocks in use */
    uint32_t pid;
    uint32_t ppid;
    uint32_t origin;        /* HL_ORIGIN_* */
    uint32_t state;         /* HL_STATE_* */
    uint32_t end_kind;      /* HL_END_* */
    uint32_t end_status;    /* exit status where known, else 0; with HL_END_EXIT it is known only with HL_STATUS_KNOWN */
    uint64_t start_mono_ns;
    uint64_t start_real_ns;
    uint64_t start_cpu_ns;  /* process CPU already used when recording began */
    uint64_t end_mono_ns;   /* 0 until ended */
    uint64_t end_cpu_ns;
    uint64_t period_ns;
    uint32_t python_version;/* 0x030c01f0 style; 0 unknown */
    uint32_t unavailable;   /* HL_NO_* */
    uint32_t seconds_shift; /* width of a bucket in HL_BLOCK_SECONDS = 2^shift seconds */
    uint32_t n_threads;     /* atomic: rows ever used in HL_BLOCK_THREADS */
    uint64_t n_nodes;       /* atomic: node ids handed out, id 0 is never used */
    uint64_t n_cells;
    uint64_t parent_stream; /* start_mono_ns of the parent's stream for a fork child, else 0 */
    uint64_t n_memory;      /* rows ever used in HL_BLOCK_MEMORY, row 0 is never used */
    uint64_t n_history;     /* entries of HL_BLOCK_HISTORY, entry 0 is never used */
    uint64_t window_begin_ns; /* mono: when the part of the run that is recorded begins, where that is after the start; else 0 */
    uint64_t window_end_ns;   /* mono: when it ended before the process did, else 0 */
    uint64_t reserved[4];
    struct hl_checkpoint checkpoints[2];
    uint64_t counters[HL_COUNTERS];
};
_Static_assert(sizeof(struct hl_header) == 16 + 8 + 12 * 4 + 6 * 8 + 4 * 4 + 3 * 8 + 64 + 128 + 512, "header size");

/* ---- threads: 127 rows a block ---- */

enum { HL_THREAD_FREE = 0, HL_THREAD_LIVE = 1, HL_THREAD_ENDED = 2 };
enum { HL_THREAD_MAIN = 1u, HL_THREAD_SHARED = 2u };

/* A row outlives its thread; once many rows are used, a row of an ended thread is taken by the next new one and sums both. */
struct hl_thread {
    uint32_t tid;          /* latest occupant */
    uint32_t state;        /* HL_THREAD_* */
    uint32_t n_threads;    /* threads that this row stands for */
    uint32_t flags;        /* HL_THREAD_MAIN, HL_THREAD_SHARED */
    uint64_t start_ns;     /* mono, latest occupant */
    uint64_t life_ns;      /* elapsed time of ended occupants */
    uint64_t cpu_ns;       /* CPU time of ended occupants */
    uint64_t cpu_live_ns;  /* CPU time of the live occupant when last seen */
    uint64_t sampled_ns;   /* sum of all weights of this row's samples, stored or dropped */
    uint64_t wait_ns;      /* waits recorded with a stack */
    uint64_t short_wait_ns;/* waits under the threshold */
    uint64_t blocked_since;/* mono; 0 = not in an interposed blocking call */
    uint32_t blocked_class;/* HL_CLASS_WAIT_* */
    uint32_t blocked_node; /* stack of the blocked call; 0 unknown */
    uint32_t signals;
    uint32_t overruns;
    char name[16];         /* latest occupant, NUL-terminated */
    uint64_t seen_ns;      /* mono of the latest sample */
    uint64_t kernel_ns;    /* system time of ended and live occupants where asked for, else 0 */
};
_Static_assert(sizeof(struct hl_thread) == 128, "thread row size");
#define HL_THREADS_PER_BLOCK ((uint32_t)(HL_BLOCK_PAYLOAD / sizeof(struct hl_thread)))

/* ---- per-second counters: microseconds, by class group ---- */

struct hl_second {
    uint32_t python_us, native_us, kernel_us, wait_us, signals, reserved;
};
_Static_assert(sizeof(struct hl_second) == 24, "second size");
#define HL_SECONDS_PER_BLOCK ((uint32_t)(HL_BLOCK_PAYLOAD / sizeof(struct hl_second)))

/* ---- nodes: the calling context tree, 8 bytes each ----
 * bits 63..44 parent node id (0 for a thread root), 43..40 kind, 39..0 what:
 *   thread:    39..20 row
 *   python:    39..20 code id, 19..0 instruction offset / 2 (bytes into co_code), clipped
 *   native:    39..30 module id, 29..0 function start - module bias, clipped; all ones = unknown
 *   task:      0 (below it are the coroutines of suspended tasks, a task's own first; its parent is the thread of their loop)
 *   truncated: 0 (frames between the parent and the children of this node are missing)
 * A key of 0 is a hole left by two threads inserting the same stack at once. */
enum { HL_NODE_THREAD = 1, HL_NODE_PYTHON = 2, HL_NODE_NATIVE = 3, HL_NODE_TRUNCATED = 4, HL_NODE_TASK = 5, HL_NODE_IMPORT = 6 };
#define HL_NODES_PER_BLOCK ((uint32_t)(HL_BLOCK_PAYLOAD / 8))
#define HL_MAX_NODES (1u << 20)
#define HL_NO_FUNCTION 0x3fffffffu

/* ---- cells: what a stack cost ---- */

enum {
    HL_CLASS_EVAL = 1,    /* in the evaluation loop */
    HL_CLASS_RUNTIME = 2, /* in the interpreter's helpers, no C function called from Python */
    HL_CLASS_NATIVE = 3,  /* in C code called from the Python line */
    HL_CLASS_KERNEL = 4,  /* in a system call */
    HL_CLASS_UNSPLIT = 5, /* python or native, the split is not available */
    HL_CLASS_WAIT_SLEEP = 16,
    HL_CLASS_WAIT_LOCK = 17,
    HL_CLASS_WAIT_GIL = 18,
    HL_CLASS_WAIT_FILE = 19,   /* read, write, fsync, flock … of a descriptor */
    HL_CLASS_WAIT_SOCKET = 20,
    HL_CLASS_WAIT_POLL = 21,
    HL_CLASS_WAIT_CHILD = 22,
    HL_CLASS_WAIT_OTHER = 23,
    HL_CLASS_AWAIT_FUTURE = 32,  /* below a task node: awaited while the loop rested; ns is summed over tasks, squares the variance in us^2, samples the looks */
    HL_CLASS_AWAIT_TASK = 33,    /* another task, or several */
    HL_CLASS_AWAIT_EXECUTOR = 34,/* what an executor does */
    HL_CLASS_COPY = 64, /* + floor(log2(size)) of one copy: ns is bytes, squares the variance in KiB^2, samples the sampled copies */
};

struct hl_cell {
    uint64_t key;     /* 63 set; 62..32 zero; 31..8 node id; 7..0 class; 0 = hole */
    uint64_t ns;      /* sum of weights (CPU) or of elapsed minus CPU (waits) */
    uint64_t squares; /* CPU: sum of (weight in us)^2; waits: longest single wait in ns */
    uint32_t samples; /* signals, or number of waits */
    uint32_t reserved;
};
_Static_assert(sizeof(struct hl_cell) == 32, "cell size");
#define HL_CELLS_PER_BLOCK ((uint32_t)(HL_BLOCK_PAYLOAD / sizeof(struct hl_cell)))

/* ---- memory: what a stack allocated and holds ----
 * Bytes are bytes requested. Each sampled block of n bytes stands for n / p bytes, where p = 1 - exp(-x) is the chance that it was sampled and x its
 * size in mean distances (Poisson sampling by bytes, as a Horvitz-Thompson estimate); variances are sums of weight^2 (1 - p) in KiB^2. */
enum { HL_DOMAIN_PYTHON = 1, HL_DOMAIN_NATIVE = 2, HL_DOMAIN_MAPPED = 3 /* anonymous mmap by the program, never sampled */ };

struct hl_memory {
    uint64_t key;              /* as hl_cell.key with HL_DOMAIN_* in place of the class; 0 = hole */
    uint64_t alloc_bytes;      /* requested so far; realloc counts the growth */
    uint64_t alloc_count;      /* allocations so far, in 1/256 */
    uint64_t alloc_variance;   /* of alloc_bytes, KiB^2 */
    uint64_t live_bytes;       /* not freed yet */
    uint64_t live_variance;
    uint64_t at_peak_bytes;    /* live_bytes when the process's were highest: valid while peak_epoch is the header's, else live_bytes is */
    uint64_t at_peak_variance;
    uint64_t peak_bytes;       /* highest live_bytes */
    uint64_t freed_bytes;
    uint64_t churn_bytes;      /* freed within HL_CHURN_MS of being allocated */
    uint64_t highs_bytes;      /* sum of the highs: of live_bytes wherever it fell by a quarter afterwards */
    uint64_t logged_bytes;     /* live_bytes in the newest history entry */
    uint32_t peak_epoch;
    uint32_t samples;          /* sampled allocations */
    uint32_t frees;            /* of these freed */
    uint32_t live_samples;
    uint32_t first_ms;         /* since start_mono_ns: first and last sampled allocation */
    uint32_t last_ms;
    uint32_t highs;            /* number of highs */
    uint32_t logged_entry;     /* newest history entry of this row, 0 none */
    uint32_t rises;            /* 1: more was allocated since the last high */
    uint32_t high_kib;         /* highest live_bytes since the last high */
};
_Static_assert(sizeof(struct hl_memory) == 144, "memory row size");
#define HL_MEMORY_PER_BLOCK ((uint32_t)(HL_BLOCK_PAYLOAD / sizeof(struct hl_memory)))
#define HL_CHURN_MS 100u

/* The process's footprint over time: one block of buckets. A bucket in which nothing was sampled is zero: the one before goes on. */
struct hl_moment {
    uint64_t high_bytes; /* highest estimated live bytes */
    uint64_t end_bytes;  /* the last of the bucket */
    uint32_t rss_kib;    /* resident set when the bucket began; 0 unknown */
    uint32_t samples;    /* allocations and frees sampled */
};
_Static_assert(sizeof(struct hl_moment) == 24, "moment size");
#define HL_MOMENT_MS 10u
#define HL_MOMENTS 512u

/* How the live bytes of a row changed, where it mattered: one entry a row and bucket of the moments. */
struct hl_history {
    uint32_t row;      /* of HL_BLOCK_MEMORY; entry 0 is never used */
    uint32_t ms;       /* start of the bucket since start_mono_ns */
    uint32_t high_kib; /* highest within the bucket */
    uint32_t end_kib;  /* the last within it */
};
_Static_assert(sizeof(struct hl_history) == 16, "history size");
#define HL_HISTORY_PER_BLOCK ((uint32_t)(HL_BLOCK_PAYLOAD / sizeof(struct hl_history)))

/* ---- records: names, written once ----
 * Each starts 8-aligned with `size` (bytes of the whole record, multiple of 8), stored first; 0 = nothing there yet. `kind` is stored last, with release
 * order; 0 = unfinished. */
enum {
    HL_RECORD_STRING = 1,  /* u32 id, u32 length, bytes (UTF-8, or raw bytes of a path) */
    HL_RECORD_CODE = 2,    /* struct hl_code_record, then the first bytes of the line table */
    HL_RECORD_CODE_MORE = 3, /* u32 code id, u32 offset, u32 length, u32 0, bytes of the line table */
    HL_RECORD_MODULE = 4,  /* struct hl_module_record, then the path */
    HL_RECORD_PROCESS = 5, /* u32 field (HL_PROCESS_*), u32 length, bytes */
    HL_RECORD_EVENT = 6,   /* u64 mono, u32 event, u32 value */
    HL_RECORD_IMPORT = 19, /* struct hl_import_record, then the module's name, its file's path and, with HL_IMPORT_COUNTED, struct hl_import_files */
    HL_RECORD_NOTED = 21,  /* u32 import id, u32 functions: of that module so many are watched for being called */
    HL_RECORD_RAN = 22,    /* u32 import id: one of its functions was called since; 0: all that were noted have been looked at */
    HL_RECORD_CHILD = 23,  /* struct hl_child, then what it ran: path and arguments, each with its NUL, cut */
    HL_RECORD_CHILDREN = 24, /* struct hl_children, then the program's path, "" = several or unknown; updated in place */
    HL_RECORD_TASK = 20,   /* reserved for later kinds of measurement */
    HL_RECORD_STALL = 25,  /* struct hl_stall_record, then n_spent times struct hl_spent */
};
enum { HL_PROCESS_EXECUTABLE = 1, HL_PROCESS_ARGUMENTS = 2 /* NUL-separated */, HL_PROCESS_DIRECTORY = 3, HL_PROCESS_VERSION = 4, HL_PROCESS_TRACEBACK = 5 /* text */,
       HL_PROCESS_REPLACEMENT = 6 /* what exec was asked for last: path and arguments, each with its NUL, cut */,
       HL_PROCESS_ANCESTORS = 7 /* process ids, parent first, as text with spaces */ };
enum { HL_EVENT_FORK = 1 /* value = child pid */, HL_EVENT_EXEC = 2, HL_EVENT_NOT_FOLLOWED = 3 /* value = child pid or 0 */, HL_EVENT_READY = 4 /* the user's mark was seen, or had been before a fork */ };

struct hl_record {
    uint32_t size;
    uint32_t kind;
};

/* How the line table is encoded. */
enum { HL_LINES_LNOTAB = 1 /* 3.8, 3.9 */, HL_LINES_LINETABLE = 2 /* 3.10 */, HL_LINES_LOCATIONS = 3 /* 3.11+ */ };

struct hl_code_record {
    uint32_t id;
    uint32_t filename;    /* string id */
    uint32_t name;        /* string id: qualified name from 3.11, else co_name */
    uint32_t first_line;
    uint32_t line_table_length; /* whole length */
    uint32_t inline_length;     /* bytes that follow here */
    uint32_t line_table_kind;   /* HL_LINES_* */
    uint32_t reserved;
};

struct hl_module_record {
    uint32_t id;
    uint32_t path_length;
    uint64_t bias;  /* address - bias = address in the file's own numbering */
    uint64_t low, high;
    uint8_t build_id[20];
    uint32_t build_id_length;
};

enum {
    HL_IMPORT_FAILED = 1u,   /* ended with an exception: no module */
    HL_IMPORT_CACHED = 2u,   /* its bytecode was read from a file */
    HL_IMPORT_NATIVE = 4u,   /* an extension module */
    HL_IMPORT_RELOAD = 8u,
    HL_IMPORT_READY = 16u,   /* began after the user's mark was seen */
    HL_IMPORT_COUNTED = 32u, /* struct hl_import_files comes behind the path, wherever that ends */
};
#define HL_IMPORT_CALLERS 8u

/* One module that was loaded, written when that ended: those that it imported come first. Times are elapsed; "own" is without what was imported meanwhile
 * in the same thread, and without our own work. */
struct hl_import_record {
    uint32_t id;          /* 1, 2, … in the order in which they began */
    uint32_t parent;      /* id of the import during which it happened, 0 none */
    uint32_t thread;      /* row */
    uint32_t flags;       /* HL_IMPORT_* */
    uint64_t start_ns;    /* since start_mono_ns */
    uint64_t total_ns;
    uint64_t own_ns;
    uint64_t native_ns;   /* own time in dlopen, initialisers of shared objects and an extension module's own */
    int64_t live_bytes;   /* own change of what the process holds, as estimated */
    int64_t resident_kib; /* own change */
    struct {
        uint32_t code, offset; /* as in nodes, offset in bytes */
    } callers[HL_IMPORT_CALLERS]; /* innermost first without importlib's, down to the first that is no __getattr__; 0 = no more */
    uint32_t name_length;
    uint32_t path_length;
};
_Static_assert(sizeof(struct hl_import_record) == 16 + 48 + 64 + 8, "import record size");

/* Own: without what imports during it read. */
struct hl_import_files {
    uint64_t bytes; /* read from regular files */
    uint32_t files; /* regular files opened for reading */
    uint32_t code_bytes; /* of the bytes, the module's own bytecode; 0 where it came from elsewhere */
};
_Static_assert(sizeof(struct hl_import_files) == 16, "import files size");

/* A child that this process reaped. */
struct hl_child {
    uint64_t mono_ns;     /* when it was reaped */
    uint64_t start_mono_ns; /* when it was started, 0 unknown: not by a way that names the program */
    uint64_t cpu_ns;      /* of the child and of all that it reaped itself */
    uint32_t pid;
    uint32_t status;      /* as wait(2) gives it */
    uint32_t text_length;
    uint32_t reserved;
};
_Static_assert(sizeof(struct hl_child) == 40, "child size");

/* All further children of this process that ran one program. */
struct hl_children {
    uint64_t last_mono_ns;
    uint64_t cpu_ns;
    uint64_t wall_ns;     /* from start to reaping, added up where known */
    uint64_t count;
    uint64_t n_failed;    /* that ended with another status than 0 */
    uint64_t n_killed;    /* that a signal ended */
    uint32_t text_length;
    uint32_t reserved;
};
_Static_assert(sizeof(struct hl_children) == 56, "children size");

/* An event loop went on for long without resting. Written while it is one of the longest so far. */
struct hl_stall_record {
    uint64_t start_ns; /* since start_mono_ns */
    uint64_t duration_ns;
    uint32_t thread;   /* row */
    uint32_t n_spent;
};
_Static_assert(sizeof(struct hl_stall_record) == 24, "stall record size");

/* What its thread did meanwhile: a cell's key, and its weight or wait. The heaviest, when there were more. */
#define HL_STALL_STACKS 16u
struct hl_spent {
    uint32_t node, class;
    uint64_t ns;
};
_Static_assert(sizeof(struct hl_spent) == 16, "spent size");
#endif
