/*
 * Interpreter loops as compilers split them: a part at the symbol and a cold part with an unwind entry of its own, beside
 * neighbours that must not be taken for parts. Prints "ok" or "FAIL" per case.
 */
#include <stdint.h>
#include <stdio.h>

#include "eval_range.h"
#include "unwind.h"

/*
 * loop_cold is entered in its middle and jumps back; loop_chained is reached from loop_cold only; helper_tail jumps to
 * the loop's start (a tail call of it), helper_called never jumps back, and neighbour jumps into the loop but is never
 * reached from it.
 */
__asm__(".text\n"
        "neighbour: .cfi_startproc\n nop\n .byte 0xe9\n .long loop_back - . - 4\n ret\n .cfi_endproc\n"
        "loop_start: .cfi_startproc\n"
        "push %rbx\n .cfi_adjust_cfa_offset 8\n .cfi_offset rbx, -16\n"
        "test %edi, %edi\n .byte 0x0f, 0x84\n .long loop_cold_entry - . - 4\n"
        "loop_back: nop\n .byte 0x0f, 0x85\n .long helper_tail - . - 4\n"
        "pop %rbx\n .cfi_adjust_cfa_offset -8\n .byte 0xe9\n .long helper_called - . - 4\n .cfi_endproc\n"
        "loop_end:\n"
        "helper_tail: .cfi_startproc\n nop\n .byte 0xe9\n .long loop_start - . - 4\n .cfi_endproc\n"
        "helper_called: .cfi_startproc\n xor %eax, %eax\n ret\n nop\n nop\n nop\n nop\n .cfi_endproc\n"
        ".section .text.unlikely, \"ax\", @progbits\n"
        "loop_cold: .cfi_startproc\n .cfi_def_cfa_offset 16\n .cfi_offset rbx, -16\n nop\n"
        "loop_cold_entry: nop\n .byte 0x0f, 0x85\n .long loop_chained - . - 4\n .byte 0xe9\n .long loop_back - . - 4\n .cfi_endproc\n"
        "loop_chained: .cfi_startproc\n .cfi_def_cfa_offset 16\n nop\n .byte 0xe9\n .long loop_back - . - 4\n .cfi_endproc\n"
        "loop_chained_end:\n"
        ".text\n");

extern const char neighbour[], loop_start[], loop_end[], loop_cold[], loop_cold_entry[], loop_chained[], loop_chained_end[], helper_tail[],
    helper_called[];

static int failures;

static void check(const char *name, int is_right)
{
    failures += !is_right;
    printf("%s %s\n", is_right ? "ok" : "FAIL", name);
}

static int holds(const char *address)
{
    return eval_range_contains((uintptr_t)address);
}

static int holds_before(const char *address)
{
    return eval_range_contains((uintptr_t)address - 1);
}

int main(void)
{
    check("empty before the init", !holds(loop_start));
    check("no parts of an unknown address", eval_range_init((uintptr_t)&failures, 8) == 0);
    objects_init();
    unsigned count = eval_range_init((uintptr_t)loop_start, 4);
    struct code_range first = eval_range_get(0);
    check("three parts", count == 3);
    check("the symbol's entry first, not the symbol's size", first.start == (uintptr_t)loop_start && first.end == (uintptr_t)loop_end);
    check("its edges", holds(loop_start) && holds_before(loop_end) && !holds_before(loop_start) && !holds(loop_end));
    check("the cold part, before its point of entry too", holds(loop_cold) && holds(loop_cold_entry));
    check("a part reached from a part", holds(loop_chained) && holds_before(loop_chained_end) && !holds(loop_chained_end));
    check("not a function that tail-calls the loop", !holds(helper_tail));
    check("not a function that the loop tail-calls", !holds(helper_called));
    check("not a neighbour that the loop does not reach", !holds(neighbour));
    return failures > 0;
}
