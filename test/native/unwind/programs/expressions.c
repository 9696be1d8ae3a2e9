/* Checks the expression evaluator against results worked out by hand. Prints "ok" or "FAIL" per case. */
#include <stdint.h>
#include <stdio.h>

#include "cfa_expression.h"

static int failures;

static void check_full(const char *name, const uint8_t *bytes, unsigned size, const struct register_set *registers, const uint64_t *initial,
                       enum unwind_status status, uint64_t wanted)
{
    uint8_t block[512];
    uint64_t result = 0;
    unsigned used = 0;
    for (unsigned rest = size; ; rest >>= 7) {
        block[used++] = (uint8_t)((rest & 0x7f) | (rest >= 0x80 ? 0x80 : 0));
        if (rest < 0x80)
            break;
    }
    for (unsigned index = 0; index < size; index++)
        block[used++] = bytes[index];
    enum unwind_status got = cfa_expression_evaluate((uintptr_t)block, (uintptr_t)block + used, registers, initial, &result);
    int is_right = got == status && (status != UNWIND_OK || result == wanted);
    failures += !is_right;
    printf("%s %s: status %d, result %#lx\n", is_right ? "ok" : "FAIL", name, got, result);
}

#define CHECK(name, status, wanted, ...)                                                                                       \
    do {                                                                                                                       \
        const uint8_t bytes[] = {__VA_ARGS__};                                                                                 \
        check_full(name, bytes, sizeof bytes, &registers, NULL, status, wanted);                                              \
    } while (0)

int main(void)
{
    struct register_set registers = {.known = 1u << REGISTER_RSP | 1u << REGISTER_RIP};
    uint64_t memory[2] = {0x1122334455667788, 42}, initial = 1000;
    registers.value[REGISTER_RSP] = 0x7000;

    /* What linkers put on lazy PLT entries: rsp + 8, and 8 more from the push at byte 11 on. */
    for (unsigned offset = 0; offset < 16; offset++) {
        registers.value[REGISTER_RIP] = 0x401020 + offset;
        CHECK("plt entry", UNWIND_OK, offset >= 11 ? 0x7010u : 0x7008u, 0x77, 0x08, 0x80, 0x00, 0x3f, 0x1a, 0x3b, 0x2a, 0x33, 0x24, 0x22);
    }
    /* What glibc puts on its signal trampoline: the CFA is the interrupted rsp in the context on the stack. */
    registers.value[REGISTER_RSP] = (uint64_t)(uintptr_t)memory - 160 + 8;
    CHECK("signal trampoline", UNWIND_OK, 42, 0x77, 0xa0, 0x01, 0x06);
    registers.value[REGISTER_RSP] = (uint64_t)(uintptr_t)memory;
    CHECK("deref_size 4", UNWIND_OK, 0x55667788, 0x77, 0x00, 0x94, 4);
    CHECK("deref of an unmapped address", UNWIND_FAULT, 0, 0x31, 0x06);
    CHECK("constants and arithmetic", UNWIND_OK, (uint64_t)-7, 0x09, 0xfd, 0x34, 0x1c);
    CHECK("signed division", UNWIND_OK, (uint64_t)-3, 0x09, 0xf9, 0x32, 0x1b);
    CHECK("smallest by minus one", UNWIND_OK, (uint64_t)1 << 63, 0x31, 0x08, 63, 0x24, 0x09, 0xff, 0x1b);
    CHECK("division by zero", UNWIND_BAD_CFI, 0, 0x31, 0x30, 0x1b);
    CHECK("modulo by zero", UNWIND_BAD_CFI, 0, 0x31, 0x30, 0x1d);
    CHECK("shift by 64", UNWIND_OK, 0, 0x31, 0x08, 64, 0x24);
    CHECK("arithmetic shift", UNWIND_OK, (uint64_t)-1, 0x09, 0x80, 0x08, 70, 0x26);
    CHECK("rot: the second comes up", UNWIND_OK, 2, 0x31, 0x32, 0x33, 0x17);
    CHECK("rot: the old top is third", UNWIND_OK, 3, 0x31, 0x32, 0x33, 0x17, 0x13, 0x13);
    CHECK("swap, over, pick", UNWIND_OK, 5, 0x35, 0x36, 0x16, 0x14, 0x13, 0x15, 0);
    CHECK("branch taken", UNWIND_OK, 9, 0x39, 0x31, 0x28, 1, 0, 0x13);
    CHECK("branch not taken", UNWIND_OK, 8, 0x38, 0x39, 0x30, 0x28, 1, 0, 0x13);
    CHECK("endless loop", UNWIND_LIMIT, 0, 0x2f, 0xfd, 0xff);
    CHECK("branch out of the block", UNWIND_BAD_CFI, 0, 0x2f, 0x80, 0x80);
    CHECK("unknown register", UNWIND_BAD_CFI, 0, 0x70, 0);
    CHECK("register out of range", UNWIND_BAD_CFI, 0, 0x92, 0x80, 0x80, 0x80, 0x80, 0x10, 0);
    CHECK("pop of an empty stack", UNWIND_BAD_CFI, 0, 0x22);
    CHECK("stack overflow", UNWIND_BAD_CFI, 0, 0x31, 0x12, 0x12, 0x12, 0x12, 0x12, 0x12, 0x12, 0x12, 0x12, 0x12, 0x12, 0x12, 0x12, 0x12, 0x12, 0x12);
    CHECK("unknown operation", UNWIND_BAD_CFI, 0, 0x31, 0xe0);
    CHECK("cut off constant", UNWIND_BAD_CFI, 0, 0x0c, 1, 2);
    const uint8_t plus[] = {0x23, 0x10};
    check_full("initial value", plus, sizeof plus, &registers, &initial, UNWIND_OK, 1016);
    /* Back to the length in front of the block, which reads as lit3: endless unless the branch is refused. */
    uint8_t before[0x33] = {0x13, 0x31, 0x28, 0xfa, 0xff};
    check_full("branch in front of the block", before, sizeof before, &registers, &initial, UNWIND_BAD_CFI, 0);
    check_full("empty expression", plus, 0, &registers, NULL, UNWIND_BAD_CFI, 0);
    return failures > 0;
}
