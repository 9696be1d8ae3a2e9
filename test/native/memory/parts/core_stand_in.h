/* What the core would give the measurement of memory: a stream in plain memory, and a stack that the test sets. */
#ifndef HEATLINE_TEST_MEMORY_CORE_STAND_IN_H
#define HEATLINE_TEST_MEMORY_CORE_STAND_IN_H

#include "core/classify.h"
#include "core/interpreter.h"
#include "core/learn.h"
#include "core/sampler.h"
#include "core/stream.h"
#include "core/system.h"
#include "core/window.h"
#include "memory/copies.h"
#include "memory/footprint.h"
#include "memory/local.h"
#include "memory/mappings.h"
#include "memory/memory.h"
#include "memory/pace.h"
#include "memory/python_memory.h"
#include "memory/samples.h"
#include "memory/slab.h"
#include "unwind/objects.h"

#include <string.h>

#define HISTORY 100000u

static struct hl_header header;
static struct hl_memory rows[64];
static struct hl_moment moments[HL_MOMENTS];
static struct hl_history history[HISTORY];
static __thread struct thread thread = {.seed = 1};
static __thread uint32_t stack = 1;
static bool finalizing;
uintptr_t heatline_slab;

struct hl_header *stream_header(void) { return &header; }
bool stream_is_open(void) { return true; }
bool stream_is_full(void) { return false; }
struct thread *thread_self(void) { return &thread; }
uint32_t sampler_stack(struct thread *of, sampler_accepts accepts, uint32_t what) { (void)of, (void)accepts, (void)what; return stack; }
bool slab_open(void) { return true; }
bool classify_is_interpreter(uintptr_t pc) { (void)pc; return true; }
void learn_request(uint64_t now, int again) { (void)now; (void)again; }
void imports_request(void) {}
bool imports_are_going(void)
{
    return false;
}
void executed_request(uint64_t now)
{
    (void)now;
}
struct interpreter interpreter;
const struct object *objects_find(uintptr_t pc) { (void)pc; return NULL; }
enum window_state window_look(void) { return WINDOW_OPEN; }
void copies_allow(bool allowed) { (void)allowed; }
void copies_settle(void) {}
void mappings_forget(void) {}
bool python_memory_wrap(void) { return true; }
bool python_memory_look_again(void) { return true; }
bool allocate_is_possible(void) { return true; }
static int is_finalizing(void) { return finalizing; }
void *program_symbol(const char *name) { return strcmp(name, "Py_IsFinalizing") == 0 ? (void *)is_finalizing : NULL; }
void stream_unavailable(uint32_t bits, bool set) { header.unavailable = set ? header.unavailable | bits : header.unavailable & ~bits; }
void stream_count(unsigned counter, uint64_t amount) { __atomic_fetch_add(&header.counters[counter], amount, __ATOMIC_RELAXED); }
void *stream_peek(uint32_t kind, uint64_t index)
{
    if (kind == HL_BLOCK_MEMORY)
        return index < sizeof rows / sizeof *rows ? &rows[index] : NULL;
    if (kind == HL_BLOCK_MOMENTS)
        return index < HL_MOMENTS ? &moments[index] : NULL;
    return index < HISTORY ? &history[index] : NULL;
}
void *stream_entry(uint32_t kind, uint64_t index) { return stream_peek(kind, index); }

#endif
