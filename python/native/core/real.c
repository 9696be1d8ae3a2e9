#define _GNU_SOURCE
#include "real.h"

#include "text.h"

#include <dlfcn.h>
#include <elf.h>

/* The oldest versions, so that the object loads on every glibc from 2.17 on, wherever it was linked. */
__asm__(".symver dlsym,dlsym@GLIBC_2.2.5");
__asm__(".symver dlvsym,dlvsym@GLIBC_2.2.5");
__asm__(".symver dladdr1,dladdr1@GLIBC_2.3.3");

static const char *const names[REAL_COUNT] = {
#define REAL_NAME(name) #name,
    REAL_NAMES(REAL_NAME)
#undef REAL_NAME
};

static void *functions[REAL_COUNT];

void *next_function(const char *name)
{
    /* Condition variables changed their layout in 2.3.2; dlsym without a version finds the old functions. */
    if (text_starts(name, "pthread_cond_")) {
        void *versioned = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
        if (versioned)
            return versioned;
    }
    return dlsym(RTLD_NEXT, name);
}

void *real_function(enum real_index index)
{
    void *function = __atomic_load_n(&functions[index], __ATOMIC_RELAXED);
    if (__builtin_expect(!function, 0)) {
        function = next_function(names[index]);
        __atomic_store_n(&functions[index], function, __ATOMIC_RELAXED);
    }
    return function;
}

void real_resolve_all(void)
{
    for (unsigned index = 0; index < REAL_COUNT; index++)
        functions[index] = next_function(names[index]);
}

void *program_symbol(const char *name)
{
    return dlsym(RTLD_DEFAULT, name);
}

bool program_defines(const char *name, uintptr_t ours)
{
    Dl_info info, own;
    const Elf64_Sym *entry = NULL;
    const void *address = dlsym(RTLD_DEFAULT, name);
    if (!address || !dladdr1(address, &info, (void **)&entry, RTLD_DL_SYMENT) || !dladdr1((const void *)ours, &own, (void **)&(const Elf64_Sym *){0}, RTLD_DL_SYMENT))
        return true;
    /* A program that is linked to fixed addresses has an entry for what it only refers to. */
    return info.dli_fbase != own.dli_fbase && !(entry && entry->st_shndx == SHN_UNDEF);
}

uint32_t program_symbol_size(const void *function)
{
    Dl_info info;
    const Elf64_Sym *entry = NULL;
    if (!dladdr1(function, &info, (void **)&entry, RTLD_DL_SYMENT) || !entry)
        return 0;
    return (uint32_t)entry->st_size;
}
