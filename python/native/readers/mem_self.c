#include "mem_self.h"

/* Leaf functions in assembly: no stack, so that the fix-up only has to change the instruction pointer. */
__asm__(
    ".text\n"
    ".p2align 4\n"
    ".hidden mem_load4\n.globl mem_load4\n.type mem_load4,@function\n"
    ".hidden mem_load8\n.globl mem_load8\n.type mem_load8,@function\n"
    ".hidden mem_load_bytes\n.globl mem_load_bytes\n.type mem_load_bytes,@function\n"
    "mem_load4:\n"
    ".cfi_startproc\n"
    "mem_at4: movl (%rsi), %eax\n"
    "  movl %eax, (%rdi)\n"
    "  xorl %eax, %eax\n"
    "  ret\n"
    ".cfi_endproc\n"
    ".size mem_load4, .-mem_load4\n"
    "mem_load8:\n"
    ".cfi_startproc\n"
    "mem_at8: movq (%rsi), %rax\n"
    "  movq %rax, (%rdi)\n"
    "  xorl %eax, %eax\n"
    "  ret\n"
    ".cfi_endproc\n"
    ".size mem_load8, .-mem_load8\n"
    "mem_load_bytes:\n"
    ".cfi_startproc\n"
    "  movq %rdx, %rcx\n"
    "mem_at_bytes: rep movsb\n"
    "  xorl %eax, %eax\n"
    "  ret\n"
    ".cfi_endproc\n"
    ".size mem_load_bytes, .-mem_load_bytes\n"
    "mem_load_failed:\n"
    ".cfi_startproc\n"
    "  movl $-1, %eax\n"
    "  ret\n"
    ".cfi_endproc\n"
);

extern const char mem_at4[] __attribute__((visibility("hidden")));
extern const char mem_at8[] __attribute__((visibility("hidden")));
extern const char mem_at_bytes[] __attribute__((visibility("hidden")));
extern const char mem_load_failed[] __attribute__((visibility("hidden")));

uintptr_t mem_fixup(uintptr_t pc)
{
    if (pc == (uintptr_t)mem_at4 || pc == (uintptr_t)mem_at8 || pc == (uintptr_t)mem_at_bytes)
        return (uintptr_t)mem_load_failed;
    return 0;
}
