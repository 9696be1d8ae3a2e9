#define _GNU_SOURCE
#include "classify.h"

#include "../readers/mem_self.h"
#include "../unwind/eval_range.h"
#include "../unwind/unwind.h"
#include "format.h"
#include "interpreter.h"
#include "learn.h"
#include "modules.h"
#include "opcodes.h"

#define SYSCALL_INSTRUCTION 0x050fu /* 0f 05, little-endian */

static bool is_syscall(uintptr_t address)
{
    uint16_t bytes = 0;
    return !mem_read(&bytes, address, sizeof bytes) && bytes == SYSCALL_INSTRUCTION;
}

/* After the instruction, or on it when the kernel will restart the call. */
static bool in_kernel(const ucontext_t *context)
{
    uintptr_t pc = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
    return is_syscall(pc - 2) || is_syscall(pc);
}

struct link {
    const struct object *object;
    uintptr_t start;
};

/* The native chain from the leaf outwards until the evaluation loop; returns its length, sets *reached. */
static unsigned chain_collect(const ucontext_t *context, struct link *chain, bool *reached)
{
    struct unwind_cursor cursor;
    unsigned n = 0;
    *reached = false;
    unwind_begin(&cursor, context);
    while (n < CLASSIFY_MAX_CHAIN) {
        if (eval_range_contains(cursor.lookup_pc)) {
            *reached = true;
            return n;
        }
        unwind_describe(&cursor);
        chain[n].object = cursor.object;
        chain[n].start = cursor.function_start;
        n++;
        if (unwind_step(&cursor) != UNWIND_OK)
            return n;
    }
    return n;
}

/* Index of the outermost link that proves C code called from Python (rules 3 and 4), or -1. Outermost is the last. */
static int native_evidence(const struct link *chain, unsigned n)
{
    bool call_of_anything = false;
    for (int i = (int)n - 1; i >= 0; i--) {
        if (!chain[i].object || !module_is_runtime(chain[i].object))
            return i;
        switch (chain[i].start ? learned_kind(chain[i].start) : LEARNED_NOTHING) {
        case LEARNED_PYTHON_CALL:
            return -1;
        case LEARNED_C_CALL:
            return i;
        case LEARNED_ANY_CALL:
            call_of_anything = true;
            break;
        case LEARNED_NOTHING:
            if (call_of_anything)
                return i;
            break;
        }
    }
    return -1;
}

static uint32_t opcode_at(uint64_t code, uint32_t offset)
{
    const struct py_layout *layout = interpreter.layout;
    uint64_t start = code + layout->code_instructions;
    if (layout->instruction_kind != INSTRUCTION_POINTER) {
        if (mem_read8(&start, code + layout->code_instructions))
            return 0;
        start += 32;
    }
    uint8_t opcode = 0;
    return mem_read(&opcode, start + offset, 1) ? 0 : opcode;
}

/* Keeps the functions from `outermost` down to the leaf; a C-call entry point itself is left out, it says nothing to people. */
static void chain_store(const struct link *chain, unsigned n, int outermost, struct classification *result)
{
    for (int i = outermost; i >= 0 && i < (int)n && result->n_frames < CLASSIFY_MAX_STORED; i--) {
        if (chain[i].start && learned_kind(chain[i].start) != LEARNED_NOTHING)
            continue;
        struct native_frame *frame = &result->frames[result->n_frames++];
        frame->module = chain[i].object ? module_record(chain[i].object) : 0;
        frame->offset = chain[i].object && chain[i].start ? chain[i].start - chain[i].object->bias : UINT64_MAX;
    }
}

void classify(const ucontext_t *context, uint64_t leaf_code, uint32_t leaf_offset, struct classification *result)
{
    struct link chain[CLASSIFY_MAX_CHAIN];
    bool reached;
    uintptr_t pc = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
    result->n_frames = 0;
    result->lost = result->wants_learning = false;
    if (interpreter.has_eval_range && eval_range_contains(pc)) {
        result->class = HL_CLASS_EVAL;
        return;
    }
    unsigned n = chain_collect(context, chain, &reached);
    if (!leaf_code) {
        result->class = in_kernel(context) ? HL_CLASS_KERNEL : HL_CLASS_NATIVE;
        return;
    }
    result->lost = !reached;
    int evidence = native_evidence(chain, n);
    enum opcode_kind kind = opcode_kind(interpreter.version >> 16, opcode_at(leaf_code, leaf_offset));
    if (in_kernel(context)) {
        result->class = HL_CLASS_KERNEL;
        chain_store(chain, n, evidence, result);
        return;
    }
    if (!interpreter.has_eval_range) {
        result->class = HL_CLASS_UNSPLIT;
        return;
    }
    if (evidence < 0 && kind == OPCODE_C_CALL)
        evidence = (int)n - 1;
    if (evidence >= 0) {
        result->class = HL_CLASS_NATIVE;
        chain_store(chain, n, evidence, result);
        return;
    }
    result->class = HL_CLASS_RUNTIME;
    result->wants_learning = kind == OPCODE_CALL && n > 1;
}

bool classify_is_interpreter(uintptr_t pc)
{
    const struct object *object = objects_find(pc);
    return object && object->id == interpreter.object_id;
}
