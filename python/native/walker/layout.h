/* Where things are inside one CPython version. Pure data: the walker has no knowledge of versions.
 *
 * Offsets are bytes for x86-64, non-debug, with-GIL builds, taken with offsetof() against the headers that each release
 * installs; they do not change within a minor version.
 */
#ifndef HEATLINE_LAYOUT_H
#define HEATLINE_LAYOUT_H

#include <stdint.h>

/* How a frame says which instruction it is at. */
enum instruction_kind {
    INSTRUCTION_BYTES = 1,   /* int: byte offset */
    INSTRUCTION_UNITS = 2,   /* int: offset in 2-byte units */
    INSTRUCTION_POINTER = 3, /* pointer into the code object's instructions */
};

/* How a suspended frame says what is on top of its stack. */
enum stack_kind {
    STACK_POINTER = 1, /* behind the top, next to a pointer to the bottom */
    STACK_DEPTH = 2,   /* int: how many, next to a pointer to the bottom */
    STACK_OFFSET = 3,  /* int: how many, the locals that lie below included */
};

struct py_layout {
    uint16_t version;          /* 0x0308 … */
    uint16_t tstate_frame;     /* current frame, or the C-frame record that holds it */
    uint16_t tstate_thread_id; /* pthread_t of the thread */
    int16_t cframe_current;    /* -1: tstate_frame is the frame itself */
    int16_t cframe_previous;
    uint16_t frame_previous;
    uint16_t frame_code;
    uint16_t frame_instruction;
    int16_t frame_owner;       /* -1: none; an owner of frame_owner_entry or more is not a Python frame */
    uint8_t frame_owner_entry;
    uint8_t instruction_kind;
    uint8_t shim_offset_end;   /* frames that the interpreter puts under an __init__ are before this offset; 0: there are none */
    uint16_t frame_locals;     /* the first local itself */
    uint16_t frame_stack;      /* pointer to the bottom, unless STACK_OFFSET */
    uint16_t frame_stack_top;
    uint8_t stack_kind;
    uint8_t coroutine_frame;   /* in a generator, coroutine or async generator: a pointer to its frame, or, with a state, the frame itself */
    uint8_t coroutine_state;   /* signed byte, -1 where it waits for another one; 0: none */
    uint8_t function_code;
    uint16_t code_locals;      /* int: how many lie below the stack; only for STACK_OFFSET */
    uint16_t code_filename;
    uint16_t code_name;        /* qualified name where there is one */
    uint16_t code_first_line;
    uint16_t code_line_table;  /* bytes object */
    uint16_t code_instructions;/* bytes object (INSTRUCTION_BYTES/UNITS) or the instructions themselves */
    uint8_t code_calls;        /* a counter that calls of the code change, of code_calls_size bytes; 0: none */
    uint8_t code_calls_size;
    uint8_t line_table_kind;   /* HL_LINES_* */
    uint8_t text_ascii;        /* characters of a compact ASCII str */
    uint8_t text_compact;      /* characters of any other compact str */
};

/* The layout of version 0xMMmm, or NULL for a version that nobody has checked. */
const struct py_layout *layout_find(unsigned version);

#endif
