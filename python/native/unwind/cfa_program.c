#include "cfa_program.h"

#include <stddef.h>

#include "byte_reader.h"

/* Interpreter loops that push arguments change the CFA at every call: some 5,000 instructions in the largest entry seen. */
#define INSTRUCTIONS_MAX 16384u
#define REMEMBERED_MAX 8u
#define ROW_WORDS (sizeof(struct cfa_row) / sizeof(memory_word))
#define NO_REGISTER 0xffu

_Static_assert(sizeof(struct cfa_row) % sizeof(memory_word) == 0, "rows are copied by words");

/* DW_CFA_*: DWARF 5, section 7.24; GNU extensions from the LSB core specification. */
enum instruction {
    CFA_ADVANCE_LOC = 0x40, CFA_OFFSET = 0x80, CFA_RESTORE = 0xc0, CFA_PRIMARY_MASK = 0xc0,
    CFA_NOP = 0x00, CFA_SET_LOC, CFA_ADVANCE_LOC1, CFA_ADVANCE_LOC2, CFA_ADVANCE_LOC4, CFA_OFFSET_EXTENDED, CFA_RESTORE_EXTENDED,
    CFA_UNDEFINED, CFA_SAME_VALUE, CFA_REGISTER, CFA_REMEMBER_STATE, CFA_RESTORE_STATE, CFA_DEF_CFA, CFA_DEF_CFA_REGISTER,
    CFA_DEF_CFA_OFFSET, CFA_DEF_CFA_EXPRESSION, CFA_EXPRESSION, CFA_OFFSET_EXTENDED_SF, CFA_DEF_CFA_SF, CFA_DEF_CFA_OFFSET_SF,
    CFA_VAL_OFFSET, CFA_VAL_OFFSET_SF, CFA_VAL_EXPRESSION,
    CFA_GNU_ARGS_SIZE = 0x2e, CFA_GNU_NEGATIVE_OFFSET_EXTENDED = 0x2f,
};

struct program {
    struct byte_reader reader;
    const struct unwind_entry *entry;
    uintptr_t pc, location;
    struct cfa_row *row;
    const struct cfa_row *initial; /* the row after the CIE's instructions; NULL while they run */
    unsigned remembered;
    unsigned instructions; /* still allowed */
    bool is_past;          /* the next rules belong to code behind pc */
    bool failed;
    struct cfa_row saved[REMEMBERED_MAX];
};

static void advance(struct program *program, uint64_t delta)
{
    program->location += delta * program->entry->code_align;
    program->is_past = program->location > program->pc;
}

/* Rules for registers that are not tracked (vector registers) are read and dropped. */
static void set_rule(struct program *program, uint64_t number, enum rule_kind kind, int64_t value)
{
    if (number >= REGISTER_COUNT)
        return;
    program->row->kind[number] = (uint8_t)kind;
    program->row->value[number] = value;
}

static void set_cfa(struct program *program, uint64_t number, int64_t offset)
{
    program->row->cfa_register = number < REGISTER_COUNT ? (uint8_t)number : NO_REGISTER;
    program->row->cfa_offset = offset;
    program->row->cfa_is_expression = false;
}

static void restore_rule(struct program *program, uint64_t number)
{
    if (program->initial == NULL)
        program->failed = true;
    else if (number < REGISTER_COUNT)
        set_rule(program, number, program->initial->kind[number], program->initial->value[number]);
}

static int64_t scaled_unsigned(struct program *program)
{
    return (int64_t)(reader_uleb(&program->reader) * (uint64_t)program->entry->data_align);
}

static int64_t scaled_signed(struct program *program)
{
    return (int64_t)((uint64_t)reader_sleb(&program->reader) * (uint64_t)program->entry->data_align);
}

/* The address of an expression, whose bytes are skipped. */
static int64_t skip_expression(struct program *program)
{
    uintptr_t address = program->reader.at;
    reader_skip(&program->reader, reader_uleb(&program->reader));
    return (int64_t)address;
}

static void remember_state(struct program *program)
{
    if (program->remembered == REMEMBERED_MAX)
        program->failed = true;
    else
        memory_copy_words(&program->saved[program->remembered++], program->row, ROW_WORDS);
}

/* Also restores the CFA, as GCC and the assemblers mean it. */
static void restore_state(struct program *program)
{
    if (program->remembered == 0)
        program->failed = true;
    else
        memory_copy_words(program->row, &program->saved[--program->remembered], ROW_WORDS);
}

static void run_cfa_definition(struct program *program, uint8_t instruction)
{
    struct byte_reader *reader = &program->reader;
    struct cfa_row *row = program->row;
    uint64_t number;
    switch (instruction) {
    case CFA_DEF_CFA:
        number = reader_uleb(reader);
        set_cfa(program, number, (int64_t)reader_uleb(reader));
        break;
    case CFA_DEF_CFA_SF:
        number = reader_uleb(reader);
        set_cfa(program, number, scaled_signed(program));
        break;
    case CFA_DEF_CFA_REGISTER: set_cfa(program, reader_uleb(reader), row->cfa_offset); break;
    case CFA_DEF_CFA_OFFSET: set_cfa(program, row->cfa_register, (int64_t)reader_uleb(reader)); break;
    case CFA_DEF_CFA_OFFSET_SF: set_cfa(program, row->cfa_register, scaled_signed(program)); break;
    case CFA_DEF_CFA_EXPRESSION:
        row->cfa_offset = skip_expression(program);
        row->cfa_is_expression = true;
        break;
    default: program->failed = true;
    }
}

static void run_register_rule(struct program *program, uint8_t instruction)
{
    uint64_t number = reader_uleb(&program->reader);
    switch (instruction) {
    case CFA_OFFSET_EXTENDED: set_rule(program, number, RULE_AT_CFA, scaled_unsigned(program)); break;
    case CFA_OFFSET_EXTENDED_SF: set_rule(program, number, RULE_AT_CFA, scaled_signed(program)); break;
    case CFA_GNU_NEGATIVE_OFFSET_EXTENDED: set_rule(program, number, RULE_AT_CFA, (int64_t)(0 - (uint64_t)scaled_unsigned(program))); break;
    case CFA_VAL_OFFSET: set_rule(program, number, RULE_CFA_PLUS, scaled_unsigned(program)); break;
    case CFA_VAL_OFFSET_SF: set_rule(program, number, RULE_CFA_PLUS, scaled_signed(program)); break;
    case CFA_UNDEFINED: set_rule(program, number, RULE_UNDEFINED, 0); break;
    case CFA_SAME_VALUE: set_rule(program, number, RULE_SAME, 0); break;
    case CFA_REGISTER: set_rule(program, number, RULE_REGISTER, (int64_t)reader_uleb(&program->reader)); break;
    case CFA_EXPRESSION: set_rule(program, number, RULE_AT_EXPRESSION, skip_expression(program)); break;
    case CFA_VAL_EXPRESSION: set_rule(program, number, RULE_EXPRESSION, skip_expression(program)); break;
    case CFA_RESTORE_EXTENDED: restore_rule(program, number); break;
    default: program->failed = true;
    }
}

static void run_extended(struct program *program, uint8_t instruction)
{
    struct byte_reader *reader = &program->reader;
    switch (instruction) {
    case CFA_NOP: break;
    case CFA_SET_LOC:
        program->location = reader_pointer(reader, program->entry->pointer_encoding, 0);
        program->is_past = program->location > program->pc;
        break;
    case CFA_ADVANCE_LOC1: advance(program, reader_u8(reader)); break;
    case CFA_ADVANCE_LOC2: advance(program, reader_fixed(reader, 2)); break;
    case CFA_ADVANCE_LOC4: advance(program, reader_u32(reader)); break;
    case CFA_REMEMBER_STATE: remember_state(program); break;
    case CFA_RESTORE_STATE: restore_state(program); break;
    case CFA_GNU_ARGS_SIZE: reader_uleb(reader); break;
    case CFA_DEF_CFA:
    case CFA_DEF_CFA_SF:
    case CFA_DEF_CFA_REGISTER:
    case CFA_DEF_CFA_OFFSET:
    case CFA_DEF_CFA_OFFSET_SF:
    case CFA_DEF_CFA_EXPRESSION: run_cfa_definition(program, instruction); break;
    default: run_register_rule(program, instruction);
    }
}

static enum unwind_status run_block(struct program *program, uintptr_t start, uintptr_t end)
{
    reader_begin(&program->reader, start, end);
    while (!reader_at_end(&program->reader) && !program->is_past) {
        if (program->instructions-- == 0)
            return UNWIND_LIMIT;
        uint8_t instruction = reader_u8(&program->reader);
        uint8_t operand = instruction & (uint8_t)~CFA_PRIMARY_MASK;
        switch (instruction & CFA_PRIMARY_MASK) {
        case CFA_ADVANCE_LOC: advance(program, operand); break;
        case CFA_OFFSET: set_rule(program, operand, RULE_AT_CFA, scaled_unsigned(program)); break;
        case CFA_RESTORE: restore_rule(program, operand); break;
        default: run_extended(program, instruction);
        }
        if (program->failed)
            return UNWIND_BAD_CFI;
    }
    if (program->reader.failed)
        return program->reader.faulted ? UNWIND_FAULT : UNWIND_BAD_CFI;
    return UNWIND_OK;
}

enum unwind_status cfa_program_run(const struct unwind_entry *entry, uintptr_t pc, struct cfa_row *row)
{
    struct program program;
    struct cfa_row initial;
    program.entry = entry;
    program.pc = pc;
    program.location = entry->start;
    program.row = row;
    program.initial = NULL;
    program.remembered = 0;
    program.instructions = INSTRUCTIONS_MAX;
    program.is_past = program.failed = false;
    memory_clear_words(row, ROW_WORDS);
    row->cfa_register = NO_REGISTER;
    enum unwind_status status = run_block(&program, entry->initial, entry->initial_end);
    if (status != UNWIND_OK)
        return status;
    memory_copy_words(&initial, row, ROW_WORDS);
    program.initial = &initial;
    return run_block(&program, entry->program, entry->program_end);
}
