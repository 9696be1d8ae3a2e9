#define _GNU_SOURCE /* REG_RIP and its kind in ucontext.h */
#include "unwind.h"

#include <stddef.h>

#include "cfa_expression.h"
#include "cfa_program.h"
#include "memory.h"
#include "return_scan.h"

/* Frames larger than this are not believed when only a frame pointer speaks for them. */
#define FRAME_SIZE_MAX ((uintptr_t)1 << 20)

static const uint8_t CONTEXT_REGISTERS[REGISTER_COUNT] = {
    [REGISTER_RAX] = REG_RAX, [REGISTER_RDX] = REG_RDX, [REGISTER_RCX] = REG_RCX, [REGISTER_RBX] = REG_RBX,
    [REGISTER_RSI] = REG_RSI, [REGISTER_RDI] = REG_RDI, [REGISTER_RBP] = REG_RBP, [REGISTER_RSP] = REG_RSP,
    [REGISTER_R8] = REG_R8,   [REGISTER_R9] = REG_R9,   [REGISTER_R10] = REG_R10, [REGISTER_R11] = REG_R11,
    [REGISTER_R12] = REG_R12, [REGISTER_R13] = REG_R13, [REGISTER_R14] = REG_R14, [REGISTER_R15] = REG_R15,
    [REGISTER_RIP] = REG_RIP,
};

void unwind_begin(struct unwind_cursor *cursor, const ucontext_t *context)
{
    for (unsigned number = 0; number < REGISTER_COUNT; number++)
        cursor->registers.value[number] = (uint64_t)context->uc_mcontext.gregs[CONTEXT_REGISTERS[number]];
    cursor->registers.known = (1u << REGISTER_COUNT) - 1;
    cursor->pc = cursor->lookup_pc = cursor->registers.value[REGISTER_RIP];
    cursor->object = NULL;
    cursor->is_described = false;
    cursor->recovered = UNWIND_RECOVERED_BY_ENTRY;
}

enum unwind_status unwind_describe(struct unwind_cursor *cursor)
{
    if (cursor->is_described)
        return cursor->found;
    cursor->is_described = true;
    cursor->function_start = 0;
    cursor->is_signal_frame = false;
    cursor->has_rule = false;
    cursor->object = objects_find_near(cursor->lookup_pc, cursor->object);
    if (cursor->object == NULL)
        return cursor->found = UNWIND_NO_ENTRY;
    if (rule_cache_find(cursor->lookup_pc, cursor->object->id, &cursor->rule)) {
        cursor->has_rule = true;
        cursor->function_start = cursor->rule.function_start;
        return cursor->found = UNWIND_OK;
    }
    cursor->found = fde_find(cursor->object, cursor->lookup_pc, &cursor->entry);
    if (cursor->found == UNWIND_OK) {
        cursor->function_start = cursor->entry.start;
        cursor->is_signal_frame = cursor->entry.is_signal_frame;
    }
    return cursor->found;
}

static enum unwind_status compute_cfa(const struct unwind_cursor *cursor, const struct cfa_row *row, uint64_t *cfa)
{
    const struct register_set *registers = &cursor->registers;
    if (row->cfa_is_expression)
        return cfa_expression_evaluate((uintptr_t)row->cfa_offset, cursor->entry.program_end, registers, NULL, cfa);
    if (!register_is_known(registers, row->cfa_register))
        return UNWIND_BAD_CFI;
    *cfa = registers->value[row->cfa_register] + (uint64_t)row->cfa_offset;
    return UNWIND_OK;
}

/* Expressions lie in the CIE or the FDE; the bound only has to stop runaway lengths. */
static uintptr_t expression_end(const struct unwind_entry *entry, uintptr_t address)
{
    return address >= entry->initial && address < entry->initial_end ? entry->initial_end : entry->program_end;
}

static enum unwind_status restore_register(const struct unwind_cursor *cursor, const struct cfa_row *row, unsigned number, uint64_t cfa,
                                           struct register_set *caller)
{
    const struct register_set *registers = &cursor->registers;
    uint64_t value = 0;
    uintptr_t block = (uintptr_t)row->value[number];
    enum unwind_status status = UNWIND_OK;
    switch (row->kind[number]) {
    case RULE_UNDEFINED: return UNWIND_OK;
    case RULE_UNSPECIFIED:
        if ((REGISTERS_PRESERVED >> number & 1) == 0)
            return UNWIND_OK;
        __attribute__((fallthrough));
    case RULE_SAME:
        if (!register_is_known(registers, number))
            return UNWIND_OK;
        value = registers->value[number];
        break;
    case RULE_AT_CFA:
        if (mem_read8(&value, cfa + (uint64_t)row->value[number]) != 0)
            return UNWIND_FAULT;
        break;
    case RULE_CFA_PLUS: value = cfa + (uint64_t)row->value[number]; break;
    case RULE_REGISTER:
        if (block >= REGISTER_COUNT || !register_is_known(registers, (unsigned)block))
            return UNWIND_OK;
        value = registers->value[block];
        break;
    case RULE_AT_EXPRESSION:
    case RULE_EXPRESSION:
        status = cfa_expression_evaluate(block, expression_end(&cursor->entry, block), registers, &cfa, &value);
        if (status == UNWIND_OK && row->kind[number] == RULE_AT_EXPRESSION && mem_read8(&value, value) != 0)
            status = UNWIND_FAULT;
        break;
    default: return UNWIND_BAD_CFI;
    }
    caller->value[number] = value;
    caller->known |= 1u << number;
    return status;
}

static void cursor_move(struct unwind_cursor *cursor, const struct register_set *caller, bool was_interrupted)
{
    for (unsigned number = 0; number < REGISTER_COUNT; number++) {
        if (register_is_known(caller, number))
            cursor->registers.value[number] = caller->value[number];
    }
    cursor->registers.known = caller->known;
    cursor->pc = caller->value[REGISTER_RIP];
    cursor->lookup_pc = was_interrupted ? cursor->pc : cursor->pc - 1;
    cursor->is_described = false;
}

/* Stacks grow down: a caller that is not higher is garbage or a loop. Signal frames may lie on a stack of their own. */
static bool cfa_is_plausible(const struct unwind_cursor *cursor, uint64_t cfa)
{
    return cfa > cursor->registers.value[REGISTER_RSP];
}

static enum unwind_status step_by_rule(struct unwind_cursor *cursor)
{
    const struct frame_rule *rule = &cursor->rule;
    struct register_set *registers = &cursor->registers;
    unsigned base = rule->cfa_is_from_rbp ? REGISTER_RBP : REGISTER_RSP;
    uint64_t cfa = registers->value[base] + rule->cfa_offset;
    uint64_t pc, saved[SAVED_REGISTERS];
    if (!register_is_known(registers, base) || !cfa_is_plausible(cursor, cfa))
        return UNWIND_BAD_CFI;
    if (mem_read8(&pc, cfa - sizeof pc) != 0)
        return UNWIND_FAULT;
    for (unsigned index = 0; index < SAVED_REGISTERS; index++) {
        if (rule->saved[index] != 0 && mem_read8(&saved[index], cfa - 8u * rule->saved[index]) != 0)
            return UNWIND_FAULT;
    }
    if (pc == 0)
        return UNWIND_END;
    registers->known &= REGISTERS_PRESERVED | 1u << REGISTER_RSP | 1u << REGISTER_RIP;
    for (unsigned index = 0; index < SAVED_REGISTERS; index++) {
        if (rule->saved[index] == 0)
            continue;
        registers->value[SAVED_ORDER[index]] = saved[index];
        registers->known |= 1u << SAVED_ORDER[index];
    }
    registers->value[REGISTER_RSP] = cfa;
    registers->value[REGISTER_RIP] = cursor->pc = pc;
    cursor->lookup_pc = pc - 1;
    cursor->is_described = false;
    cursor->recovered = UNWIND_RECOVERED_BY_ENTRY;
    return UNWIND_OK;
}

static enum unwind_status step_by_entry(struct unwind_cursor *cursor)
{
    struct cfa_row row;
    struct register_set caller;
    uint64_t cfa;
    enum unwind_status status = cfa_program_run(&cursor->entry, cursor->lookup_pc, &row);
    if (status == UNWIND_OK && row.kind[REGISTER_RIP] == RULE_UNDEFINED)
        return UNWIND_END;
    if (status == UNWIND_OK && frame_rule_from_row(&cursor->rule, &cursor->entry, &row)) {
        rule_cache_add(cursor->lookup_pc, cursor->object->id, &cursor->rule);
        return step_by_rule(cursor);
    }
    if (status == UNWIND_OK)
        status = compute_cfa(cursor, &row, &cfa);
    if (status != UNWIND_OK)
        return status;
    bool is_signal_frame = cursor->entry.is_signal_frame;
    if (!is_signal_frame && !cfa_is_plausible(cursor, cfa))
        return UNWIND_BAD_CFI;
    caller.known = 1u << REGISTER_RSP;
    caller.value[REGISTER_RSP] = cfa;
    for (unsigned number = 0; number < REGISTER_COUNT; number++) {
        if (number == REGISTER_RSP && row.kind[number] == RULE_UNSPECIFIED)
            continue;
        status = restore_register(cursor, &row, number, cfa, &caller);
        if (status != UNWIND_OK)
            return status;
    }
    if (row.kind[REGISTER_RIP] == RULE_UNSPECIFIED || !register_is_known(&caller, REGISTER_RIP))
        return UNWIND_BAD_CFI;
    if (caller.value[REGISTER_RIP] == 0)
        return UNWIND_END;
    cursor_move(cursor, &caller, is_signal_frame);
    cursor->recovered = UNWIND_RECOVERED_BY_ENTRY;
    return UNWIND_OK;
}

/* Where no entry helps: the pair of saved rbp and return address, if both are plausible. */
static enum unwind_status step_by_frame_pointer(struct unwind_cursor *cursor)
{
    const struct register_set *registers = &cursor->registers;
    uint64_t frame = registers->value[REGISTER_RBP], stack = registers->value[REGISTER_RSP];
    if (!register_is_known(registers, REGISTER_RBP) || frame % 8 != 0 || frame < stack || frame - stack > FRAME_SIZE_MAX)
        return UNWIND_NO_ENTRY;
    uint64_t pair[2];
    if (memory_read_words(pair, frame, 2) != 0)
        return UNWIND_NO_ENTRY;
    if (objects_find(pair[1] - 1) == NULL)
        return UNWIND_NO_ENTRY;
    struct register_set caller;
    caller.known = 1u << REGISTER_RBP | 1u << REGISTER_RSP | 1u << REGISTER_RIP;
    caller.value[REGISTER_RBP] = pair[0];
    caller.value[REGISTER_RSP] = frame + sizeof pair;
    caller.value[REGISTER_RIP] = pair[1];
    cursor_move(cursor, &caller, false);
    cursor->recovered = UNWIND_RECOVERED_BY_FRAME_POINTER;
    return UNWIND_OK;
}

/* Only rsp, the pc and perhaps rbp of the caller are known after this. */
static enum unwind_status step_by_scan(struct unwind_cursor *cursor)
{
    struct return_slot slot;
    struct register_set caller;
    if (!return_slot_find(&cursor->registers, cursor->lookup_pc, &slot))
        return UNWIND_NO_ENTRY;
    caller.known = 1u << REGISTER_RSP | 1u << REGISTER_RIP;
    caller.value[REGISTER_RSP] = slot.at + sizeof(uint64_t);
    caller.value[REGISTER_RIP] = slot.address;
    if (slot.frame != 0) {
        caller.known |= 1u << REGISTER_RBP;
        caller.value[REGISTER_RBP] = slot.frame;
    }
    cursor_move(cursor, &caller, false);
    cursor->recovered = UNWIND_RECOVERED_BY_SCAN;
    return UNWIND_OK;
}

/* Generated code mostly keeps rbp; hand-written code in libraries mostly uses it for something else. */
static enum unwind_status step_without_entry(struct unwind_cursor *cursor)
{
    if (cursor->object != NULL)
        return step_by_scan(cursor) == UNWIND_OK ? UNWIND_OK : step_by_frame_pointer(cursor);
    return step_by_frame_pointer(cursor) == UNWIND_OK ? UNWIND_OK : step_by_scan(cursor);
}

enum unwind_status unwind_step(struct unwind_cursor *cursor)
{
    enum unwind_status found = unwind_describe(cursor);
    if (found == UNWIND_OK)
        return cursor->has_rule ? step_by_rule(cursor) : step_by_entry(cursor);
    return found == UNWIND_NO_ENTRY || found == UNWIND_LIMIT ? step_without_entry(cursor) : found;
}

uintptr_t unwind_function_start(uintptr_t pc)
{
    const struct object *object = objects_find(pc);
    struct unwind_entry entry;
    return object != NULL && fde_find(object, pc, &entry) == UNWIND_OK ? entry.start : 0;
}
