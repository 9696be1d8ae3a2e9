/* Walks the frames of one Python thread, leaf first.
 *
 * The includer defines, before including this file,
 *     static inline int mem_read4(uint32_t *destination, uintptr_t address);   0, or -1 when the address can't be read
 *     static inline int mem_read8(uint64_t *destination, uintptr_t address);
 * and nothing else is called: no libc, no allocation, no recursion, no globals, every loop bounded (README.md has the rules).
 * Signal-safe and thread-safe when mem_read4/8 are. The thread must be stopped or be the caller itself; otherwise frames may be torn,
 * which is noticed by the type check of every code object, not prevented.
 */
#ifndef HEATLINE_WALK_H
#define HEATLINE_WALK_H

#include "frame.h"
#include "layout.h"

#define WALK_MAX_SKIPPED 4u   /* frames of the interpreter's own between two Python frames */
#define WALK_MAX_CFRAMES 4u   /* C-frame records tried when the newest is not set up yet */
#define WALK_LOWEST_ADDRESS 4096u

enum walk_status {
    WALK_COMPLETE = 0,
    WALK_TRUNCATED = 1,  /* more frames than the buffer holds: the root part is missing */
    WALK_TORN = 2,       /* a value failed its check: the frames found so far are good */
    WALK_UNREADABLE = 3, /* an address could not be read */
    WALK_NO_STATE = 4,   /* the thread runs no Python */
};

static inline int walk_plausible(uint64_t address)
{
    return address >= WALK_LOWEST_ADDRESS && (address & 7) == 0 && address < 0x800000000000ull;
}

static inline int walk_offset(const struct py_layout *layout, uint64_t frame, uint64_t code, uint32_t *offset)
{
    if (layout->instruction_kind == INSTRUCTION_POINTER) {
        uint64_t instruction;
        if (mem_read8(&instruction, frame + layout->frame_instruction))
            return -1;
        /* A frame that has not executed anything yet points just before its first instruction. */
        uint64_t start = code + layout->code_instructions;
        *offset = instruction >= start && instruction - start < (1u << 21) ? (uint32_t)(instruction - start) : 0;
        return 0;
    }
    uint32_t last;
    if (mem_read4(&last, frame + layout->frame_instruction))
        return -1;
    if ((int32_t)last < 0)
        last = 0;
    *offset = layout->instruction_kind == INSTRUCTION_UNITS ? last * 2 : last;
    return 0;
}

/* Whether this is no frame of a program's, but what the interpreter runs under an __init__: code without a line, whose file is called as it is. */
static inline int walk_is_shim(const struct py_layout *layout, uint64_t code, uint32_t offset, int *is_shim)
{
    uint32_t first_line;
    uint64_t filename, name;
    *is_shim = 0;
    if (offset >= layout->shim_offset_end)
        return 0;
    if (mem_read4(&first_line, code + layout->code_first_line))
        return -1;
    if (first_line)
        return 0;
    if (mem_read8(&filename, code + layout->code_filename) || mem_read8(&name, code + layout->code_name))
        return -1;
    *is_shim = filename == name;
    return 0;
}

/* Follows the chain from `frame`. code_type is the address of PyCode_Type; a frame whose code object has another type ends the walk. */
static inline enum walk_status walk_chain(const struct py_layout *layout, uint64_t frame, uint64_t code_type,
                                          struct raw_frame *frames, unsigned capacity, unsigned *count)
{
    unsigned skipped = 0;
    *count = 0;
    for (unsigned step = 0; step < (WALK_MAX_FRAMES + 1) * (WALK_MAX_SKIPPED + 1); step++) {
        if (frame == 0)
            return WALK_COMPLETE;
        if (!walk_plausible(frame))
            return WALK_TORN;
        uint64_t previous, code, type;
        if (mem_read8(&previous, frame + layout->frame_previous) || mem_read8(&code, frame + layout->frame_code))
            return WALK_UNREADABLE;
        if (previous == frame)
            return WALK_TORN;
        uint32_t owner = 0;
        if (layout->frame_owner >= 0) {
            uint32_t word;
            uint64_t at = frame + (uint64_t)layout->frame_owner;
            if (mem_read4(&word, at & ~3ull))
                return WALK_UNREADABLE;
            owner = word >> (8 * (at & 3)) & 0xff;
        }
        if (layout->frame_owner >= 0 && owner >= layout->frame_owner_entry) {
            if (++skipped > WALK_MAX_SKIPPED)
                return WALK_TORN;
            frame = previous;
            continue;
        }
        if (!walk_plausible(code))
            return WALK_TORN;
        if (mem_read8(&type, code + 8))
            return WALK_UNREADABLE;
        if (type != code_type)
            return WALK_TORN;
        uint32_t offset;
        int is_shim;
        if (walk_offset(layout, frame, code, &offset) || walk_is_shim(layout, code, offset, &is_shim))
            return WALK_UNREADABLE;
        frame = previous;
        if (is_shim) {
            if (++skipped > WALK_MAX_SKIPPED)
                return WALK_TORN;
            continue;
        }
        if (*count == capacity)
            return WALK_TRUNCATED;
        frames[(*count)++] = (struct raw_frame){.code = code, .offset = offset};
        skipped = 0;
    }
    return WALK_TRUNCATED;
}

/* Walks the thread whose PyThreadState is at `tstate`. `frames` holds `capacity` (at most WALK_MAX_FRAMES) entries, leaf first. */
static inline enum walk_status walk_thread(const struct py_layout *layout, uint64_t tstate, uint64_t code_type,
                                           struct raw_frame *frames, unsigned capacity, unsigned *count)
{
    uint64_t frame;
    *count = 0;
    if (!walk_plausible(tstate))
        return WALK_NO_STATE;
    if (mem_read8(&frame, tstate + layout->tstate_frame))
        return WALK_UNREADABLE;
    if (layout->cframe_current < 0)
        return walk_chain(layout, frame, code_type, frames, capacity, count);
    /* 3.11 and 3.12 link a new C-frame record before filling it in: when its frame is no frame, the one before it is right. */
    uint64_t cframe = frame;
    enum walk_status status = WALK_TORN;
    for (unsigned i = 0; i < WALK_MAX_CFRAMES && walk_plausible(cframe); i++) {
        if (mem_read8(&frame, cframe + (uint64_t)layout->cframe_current))
            return WALK_UNREADABLE;
        status = walk_chain(layout, frame, code_type, frames, capacity, count);
        if (*count || status == WALK_COMPLETE || status == WALK_TRUNCATED)
            return status;
        if (mem_read8(&cframe, cframe + (uint64_t)layout->cframe_previous))
            return WALK_UNREADABLE;
    }
    return status;
}

#endif
