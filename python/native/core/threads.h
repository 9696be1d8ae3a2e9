/* The threads of this process: a private record each, a row in the stream, a CPU timer.
 *
 * thread_self() is a thread-local load: signal-safe. thread_begin/thread_end: ordinary context of the thread itself.
 */
#ifndef HEATLINE_THREADS_H
#define HEATLINE_THREADS_H

#include "../walker/frame.h"
#include "codes.h"
#include "format.h"

#include <stdbool.h>
#include <stdint.h>

/* Our timer signal, counted from the kernel's first real-time signal (32): no SIGPROF, which programs use and CPython resets. */
#define HL_SIGNAL 54
/* What our timers carry, so that a signal of that number sent by somebody else is told apart. */
#define HL_COOKIE 0x4845415444ull

struct thread {
    struct hl_thread *row;
    uint32_t row_index;
    uint32_t root;            /* node of the row */
    uint32_t tid;
    int timer;                /* kernel timer id, -1 none */
    uint64_t due;             /* CPU time of the next sample */
    uint64_t seed;
    uint64_t cpu_start;       /* CPU time when recording of this thread began */
    uint64_t start_ns;
    uint32_t signals;         /* our signals handled */
    volatile uint8_t busy;    /* recording: a signal now is dropped */
    volatile uint8_t waiting; /* inside an interposed blocking call */
    volatile uint8_t cut_short;    /* our signal, and nothing else, ended the blocking call */
    volatile uint8_t hides_signal; /* the program believes that it blocks our signal */
    volatile uint8_t blocks_faults;/* SIGSEGV or SIGBUS is blocked: guarded reads need them for a moment */
    uint8_t exit_passes;      /* thread-specific destructors run so far */
    uint8_t shared;           /* the row belongs to several live threads */
    uint8_t taken;
    uint64_t skip_ns;         /* back-off: CPU weight to let pass without a sample */
    struct raw_frame frames[WALK_MAX_FRAMES];
    /* The stack stored last, root first, with its nodes: most of a deep stack is the same at the next sample. */
    struct remembered_frame {
        uint64_t code;
        uint32_t offset, node;
    } remembered[WALK_MAX_FRAMES];
    uint32_t n_remembered;
    uint32_t remembered_root;
    uint32_t generation;
    /* Of a thread with an event loop: when that last stopped resting (0: no loop), and what the thread did since. */
    uint64_t rested_ns;
    uint32_t n_spent;
    struct hl_spent spent[HL_STALL_STACKS];
    uint8_t scratch[CODES_SCRATCH];
};

/* The calling thread's record, NULL before thread_begin, after its end, and in a vfork child. */
struct thread *thread_self(void);

/* The program believes that the calling thread blocks our signal; in a vfork child: that the thread that lent its memory does. */
bool thread_hides_signal(void);

/* Not 0 while this thread's memory is lent to a vfork child: every hook passes through. */
enum { VFORK_CHILD = 1, VFORK_MASK_SET = 2 /* the child has set its own signal mask */ };
extern __thread int heatline_in_vfork __attribute__((tls_model("initial-exec"), visibility("hidden")));

/* Once in the constructor, again in a fork child: makes the calling thread the main one. */
bool threads_open(uint64_t period_ns);

/* In a fork child, first of all: the records belong to the parent's threads and stream. */
void threads_abandon(void);

/* Registers the calling thread; nothing happens when it is registered already. start_hides_signal: its maker believed to block our signal. */
void thread_begin(bool start_hides_signal);
void thread_end(struct thread *thread);

/* Adds threads that existed before we were loaded. thread_adopted, in the signal handler of such a thread: its record. */
void threads_adopt(void);
struct thread *thread_adopted(void);

/* Brings the CPU times of all live rows up to date; at the end of what is recorded. Signal-safe, as the next two. */
void threads_settle(void);

/* What is recorded begins now: clocks of live threads start from here, their lives and waits no earlier than `begin`. */
void threads_restart(uint64_t begin_ns);

/* Takes every thread's timer away. */
void threads_rest(void);

#endif
