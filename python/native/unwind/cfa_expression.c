#include "cfa_expression.h"

#include <stddef.h>

#include "byte_reader.h"

#define STACK_DEPTH 16u
#define OPERATIONS_MAX 256u

/* DW_OP_*: DWARF 5, section 7.7.1. */
enum operation {
    OP_ADDR = 0x03, OP_DEREF = 0x06, OP_CONST1U = 0x08, OP_CONST1S, OP_CONST2U, OP_CONST2S, OP_CONST4U, OP_CONST4S, OP_CONST8U,
    OP_CONST8S, OP_CONSTU, OP_CONSTS, OP_DUP, OP_DROP, OP_OVER, OP_PICK, OP_SWAP, OP_ROT,
    OP_ABS = 0x19, OP_AND, OP_DIV, OP_MINUS, OP_MOD, OP_MUL, OP_NEG, OP_NOT, OP_OR, OP_PLUS, OP_PLUS_UCONST, OP_SHL, OP_SHR,
    OP_SHRA, OP_XOR, OP_BRA, OP_EQ, OP_GE, OP_GT, OP_LE, OP_LT, OP_NE, OP_SKIP,
    OP_LIT0 = 0x30, OP_LIT31 = 0x4f, OP_BREG0 = 0x70, OP_BREG31 = 0x8f, OP_BREGX = 0x92, OP_DEREF_SIZE = 0x94, OP_NOP = 0x96,
};

struct machine {
    struct byte_reader reader;
    uintptr_t start; /* first byte of the expression: branches stay behind it */
    const struct register_set *registers;
    uint64_t stack[STACK_DEPTH];
    unsigned depth;
    bool failed;
    bool faulted;
};

static void machine_push(struct machine *machine, uint64_t value)
{
    if (machine->depth < STACK_DEPTH)
        machine->stack[machine->depth++] = value;
    else
        machine->failed = true;
}

static uint64_t machine_pop(struct machine *machine)
{
    if (machine->depth > 0)
        return machine->stack[--machine->depth];
    machine->failed = true;
    return 0;
}

static void machine_pick(struct machine *machine, unsigned from_top)
{
    if (from_top < machine->depth)
        machine_push(machine, machine->stack[machine->depth - 1 - from_top]);
    else
        machine->failed = true;
}

static void push_register(struct machine *machine, uint64_t number)
{
    int64_t offset = reader_sleb(&machine->reader);
    if (number < REGISTER_COUNT && register_is_known(machine->registers, (unsigned)number))
        machine_push(machine, machine->registers->value[number] + (uint64_t)offset);
    else
        machine->failed = true;
}

static void push_memory(struct machine *machine, unsigned size)
{
    uint64_t value = 0;
    if (size == 0 || size > sizeof value) {
        machine->failed = true;
    } else if (mem_read(&value, machine_pop(machine), size) != 0) {
        machine->failed = true;
        machine->faulted = true;
    } else {
        machine_push(machine, value);
    }
}

static void branch(struct machine *machine, bool is_taken)
{
    int16_t distance = (int16_t)reader_fixed(&machine->reader, 2);
    if (!is_taken)
        return;
    uintptr_t target = machine->reader.at + (uintptr_t)(intptr_t)distance;
    if (target < machine->start || target > machine->reader.end)
        machine->failed = true;
    else
        machine->reader.at = target;
}

/* Constants: pushes a value that stands in the expression. False: not such an operation. */
static bool push_constant(struct machine *machine, uint8_t operation)
{
    struct byte_reader *reader = &machine->reader;
    uint64_t value;
    switch (operation) {
    case OP_ADDR:
    case OP_CONST8U:
    case OP_CONST8S: value = reader_fixed(reader, 8); break;
    case OP_CONST1U: value = reader_u8(reader); break;
    case OP_CONST1S: value = (uint64_t)(int64_t)(int8_t)reader_u8(reader); break;
    case OP_CONST2U: value = reader_fixed(reader, 2); break;
    case OP_CONST2S: value = (uint64_t)(int64_t)(int16_t)reader_fixed(reader, 2); break;
    case OP_CONST4U: value = reader_u32(reader); break;
    case OP_CONST4S: value = (uint64_t)(int64_t)(int32_t)reader_u32(reader); break;
    case OP_CONSTU: value = reader_uleb(reader); break;
    case OP_CONSTS: value = (uint64_t)reader_sleb(reader); break;
    default:
        if (operation < OP_LIT0 || operation > OP_LIT31)
            return false;
        value = operation - OP_LIT0;
    }
    machine_push(machine, value);
    return true;
}

/* Arithmetic on the two topmost values, comparisons signed as DWARF demands. False: not such an operation. */
static bool apply_binary(struct machine *machine, uint8_t operation)
{
    bool is_binary = (operation >= OP_AND && operation <= OP_MUL) || operation == OP_OR || operation == OP_PLUS ||
                     (operation >= OP_SHL && operation <= OP_XOR) || (operation >= OP_EQ && operation <= OP_NE);
    if (!is_binary)
        return false;
    uint64_t right = machine_pop(machine), left = machine_pop(machine), value = 0;
    int64_t signed_right = (int64_t)right, signed_left = (int64_t)left;
    switch (operation) {
    case OP_AND: value = left & right; break;
    case OP_DIV:
        /* The one signed overflow, INT64_MIN / -1, is negation in two's complement. */
        if (right == 0)
            machine->failed = true;
        else
            value = signed_right == -1 ? 0 - left : (uint64_t)(signed_left / signed_right);
        break;
    case OP_MINUS: value = left - right; break;
    case OP_MOD:
        if (right == 0)
            machine->failed = true;
        else
            value = left % right;
        break;
    case OP_MUL: value = left * right; break;
    case OP_OR: value = left | right; break;
    case OP_PLUS: value = left + right; break;
    case OP_SHL: value = right < 64 ? left << right : 0; break;
    case OP_SHR: value = right < 64 ? left >> right : 0; break;
    case OP_SHRA: value = (uint64_t)(signed_left >> (right < 64 ? right : 63)); break;
    case OP_XOR: value = left ^ right; break;
    case OP_EQ: value = left == right; break;
    case OP_GE: value = signed_left >= signed_right; break;
    case OP_GT: value = signed_left > signed_right; break;
    case OP_LE: value = signed_left <= signed_right; break;
    case OP_LT: value = signed_left < signed_right; break;
    case OP_NE: value = left != right; break;
    default: machine->failed = true; /* OP_BRA lies between the shifts and the comparisons */
    }
    machine_push(machine, value);
    return true;
}

static void swap_top(struct machine *machine, unsigned rotated)
{
    if (machine->depth < rotated) {
        machine->failed = true;
        return;
    }
    uint64_t *top = &machine->stack[machine->depth - 1];
    uint64_t value = *top;
    for (unsigned index = 1; index < rotated; index++, top--)
        *top = top[-1];
    *top = value;
}

static void apply_other(struct machine *machine, uint8_t operation)
{
    struct byte_reader *reader = &machine->reader;
    if (operation >= OP_BREG0 && operation <= OP_BREG31) {
        push_register(machine, operation - OP_BREG0);
        return;
    }
    switch (operation) {
    case OP_BREGX: push_register(machine, reader_uleb(reader)); break;
    case OP_DEREF: push_memory(machine, 8); break;
    case OP_DEREF_SIZE: push_memory(machine, reader_u8(reader)); break;
    case OP_DUP: machine_pick(machine, 0); break;
    case OP_OVER: machine_pick(machine, 1); break;
    case OP_PICK: machine_pick(machine, reader_u8(reader)); break;
    case OP_DROP: machine_pop(machine); break;
    case OP_SWAP: swap_top(machine, 2); break;
    case OP_ROT: swap_top(machine, 3); break;
    case OP_ABS: {
        uint64_t value = machine_pop(machine);
        machine_push(machine, (int64_t)value < 0 ? 0 - value : value);
        break;
    }
    case OP_NEG: machine_push(machine, 0 - machine_pop(machine)); break;
    case OP_NOT: machine_push(machine, ~machine_pop(machine)); break;
    case OP_PLUS_UCONST: machine_push(machine, machine_pop(machine) + reader_uleb(reader)); break;
    case OP_BRA: branch(machine, machine_pop(machine) != 0); break;
    case OP_SKIP: branch(machine, true); break;
    case OP_NOP: break;
    default: machine->failed = true;
    }
}

enum unwind_status cfa_expression_evaluate(uintptr_t block, uintptr_t end, const struct register_set *registers, const uint64_t *initial,
                                           uint64_t *result)
{
    struct machine machine;
    machine.registers = registers;
    machine.depth = 0;
    machine.failed = machine.faulted = false;
    reader_begin(&machine.reader, block, end);
    uint64_t size = reader_uleb(&machine.reader);
    if (machine.reader.failed || size > machine.reader.end - machine.reader.at)
        return machine.reader.faulted ? UNWIND_FAULT : UNWIND_BAD_CFI;
    machine.start = machine.reader.at;
    uintptr_t expression_end = machine.start + size;
    if (initial != NULL)
        machine_push(&machine, *initial);
    for (unsigned count = 0; machine.reader.at < expression_end; count++) {
        if (count == OPERATIONS_MAX)
            return UNWIND_LIMIT;
        uint8_t operation = reader_u8(&machine.reader);
        if (!push_constant(&machine, operation) && !apply_binary(&machine, operation))
            apply_other(&machine, operation);
        if (machine.failed || machine.reader.failed)
            return machine.faulted || machine.reader.faulted ? UNWIND_FAULT : UNWIND_BAD_CFI;
    }
    if (machine.depth == 0)
        return UNWIND_BAD_CFI;
    *result = machine.stack[machine.depth - 1];
    return UNWIND_OK;
}
