/* Which instructions call something, by CPython version (numbers from each release's opcode headers). Pure; signal-safe. */
#ifndef HEATLINE_OPCODES_H
#define HEATLINE_OPCODES_H

#include <stdint.h>

enum opcode_kind {
    OPCODE_OTHER = 0,
    OPCODE_CALL = 1,   /* calls anything */
    OPCODE_C_CALL = 2, /* specialised for a C function: the loop calls it directly */
};

/* version: 0x0308 … ; an unknown version has no calls. */
enum opcode_kind opcode_kind(unsigned version, uint32_t opcode);

#endif
