/* The libc functions that we interpose, as the program would have got them.
 *
 * REAL(name) is the next definition after ours. Looking it up takes the loader's lock, which a signal handler or a child after fork must
 * not do: every use puts its slot into a table of the object, and real_resolve_all() fills the table from the constructor. A call that comes
 * before the constructor looks itself up. NULL where this libc lacks the function.
 */
#ifndef HEATLINE_REAL_H
#define HEATLINE_REAL_H

#include <stdint.h>

/* dlsym(RTLD_NEXT) with the version that the program is linked to where a name has several. */
void *real_symbol(const char *name);

/* A name as the program itself sees it, NULL if there is none; the size of the function at an address, 0 if unknown. Ordinary context. */
void *program_symbol(const char *name);
uint32_t program_symbol_size(const void *function);

#define HL_EXPORT __attribute__((visibility("default")))

struct real_slot {
    const char *name;
    void *function;
};

/* Ordinary context, once, before other threads run. */
void real_resolve_all(void);

#define REAL(name)                                                                                                     \
    ({                                                                                                                 \
        static struct real_slot slot_##name __attribute__((section("heatline_real"), used)) = {#name, 0};              \
        void *function_##name = __atomic_load_n(&slot_##name.function, __ATOMIC_RELAXED);                              \
        if (__builtin_expect(!function_##name, 0)) {                                                                   \
            function_##name = real_symbol(#name);                                                                      \
            __atomic_store_n(&slot_##name.function, function_##name, __ATOMIC_RELAXED);                                \
        }                                                                                                              \
        (__typeof__(name) *)function_##name;                                                                           \
    })

#endif
