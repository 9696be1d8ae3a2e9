/*
 * A shared object to load, unload and corrupt. VARIANT changes its code; LIBRARY_ODD adds hand-written unwind rules.
 */
#ifndef VARIANT
#define VARIANT 1
#endif
#define EXPORT __attribute__((visibility("default"), noinline))

int external(int);

EXPORT int library_work(int rounds)
{
    volatile int total = VARIANT;
    for (int round = 0; round < rounds; round++)
        total += round ^ VARIANT;
    return total;
}

EXPORT void library_call(void (*function)(void))
{
    volatile int before = VARIANT;
    function();
    before += 1;
}

#if VARIANT == 2
EXPORT int library_more(int value)
{
    return library_work(value) * 3 + library_work(value + 1);
}
#endif

#ifdef LIBRARY_ODD
EXPORT int library_through_plt(int a, int b, int c, int d, int e, int f, int g)
{
    return external(a + g) + external(b) + external(c) * external(d) + external(e) + external(f);
}

/* Every kind of instruction that assemblers write, and expressions as escapes; never executed. */
__asm__(".text\n"
        "odd_rules: .cfi_startproc\n .cfi_signal_frame\n"
        "nop\n .cfi_escape 0x0f, 0x04, 0x77, 0xa0, 0x01, 0x06\n" /* CFA: deref rsp + 160 */
        "nop\n .cfi_escape 0x10, 0x03, 0x02, 0x77, 0x18\n"       /* rbx at rsp + 24 */
        "nop\n .cfi_escape 0x16, 0x06, 0x02, 0x77, 0x20\n"       /* rbp is rsp + 32 */
        "nop\n .cfi_endproc\n"
        "odd_states: .cfi_startproc\n"
        "push %rbp\n .cfi_adjust_cfa_offset 8\n .cfi_rel_offset rbp, 0\n .cfi_remember_state\n"
        "mov %rsp, %rbp\n .cfi_def_cfa_register rbp\n"
        "pop %rbp\n .cfi_def_cfa rsp, 8\n .cfi_restore rbp\n"
        "ret\n .cfi_restore_state\n .cfi_undefined rax\n .cfi_same_value r12\n .cfi_register r13, r14\n .cfi_val_offset r15, -32\n"
        "nop\n .cfi_escape 0x2e, 0x10\n .cfi_offset xmm0, -64\n"
        "nop\n .cfi_endproc\n");
#endif
