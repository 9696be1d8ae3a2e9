/*
 * Remembers the rules of frames by pc: return addresses repeat from sample to sample, and most rules are simple
 * (CFA from rsp or rbp, preserved registers at the CFA's foot).
 *
 * Thread and signal safety: lock-free. An entry is three words and a check word over them; one that another thread or a
 * nested handler is writing fails the check and counts as absent.
 */
#ifndef HEATLINE_UNWIND_RULE_CACHE_H
#define HEATLINE_UNWIND_RULE_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "cfa_program.h"

#define SAVED_REGISTERS 6u

/* The registers of frame_rule.saved, in order. */
static const uint8_t SAVED_ORDER[SAVED_REGISTERS] = {REGISTER_RBX, REGISTER_RBP, REGISTER_R12, REGISTER_R13, REGISTER_R14, REGISTER_R15};

/* The return address lies at CFA - 8. */
struct frame_rule {
    uintptr_t function_start;
    uint32_t cfa_offset;   /* below 2^31 */
    bool cfa_is_from_rbp;  /* else from rsp */
    uint8_t saved[SAVED_REGISTERS]; /* register lies at CFA - 8 * saved; 0: unchanged */
};

/* False: the row needs more than a frame_rule can say. */
bool frame_rule_from_row(struct frame_rule *rule, const struct unwind_entry *entry, const struct cfa_row *row);

bool rule_cache_find(uintptr_t lookup_pc, uint32_t object_id, struct frame_rule *rule);
void rule_cache_add(uintptr_t lookup_pc, uint32_t object_id, const struct frame_rule *rule);

#endif
