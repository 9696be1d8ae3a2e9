/*
 * The object table: objects that come, go and take each other's place. usage: loading FIRST SECOND, two builds of
 * library.c with different code and build ids.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#include "unwind.h"

static int failures;

static void check(const char *name, int is_right)
{
    failures += !is_right;
    printf("%s %s\n", is_right ? "ok" : "FAIL", name);
}

static uintptr_t function_of(void *library)
{
    return (uintptr_t)dlsym(library, "library_work");
}

static void check_reuse(const char *first_path, const char *second_path)
{
    void *library = dlopen(first_path, RTLD_NOW);
    uintptr_t first = function_of(library);
    const struct object *first_object = objects_find(first);
    uint32_t first_id = first_object ? first_object->id : 0, last = objects_last_id();
    check("a library loaded later is found", first_id != 0 && unwind_function_start(first + 5) == first);
    check("by its name", first_object && strcmp((const char *)first_object->name, first_path) == 0);
    check("with its build id", first_object && first_object->build_id_size == 20);
    dlclose(library);
    check("an unloaded library is not found", objects_find(first) == NULL && unwind_function_start(first) == 0);
    library = dlopen(second_path, RTLD_NOW);
    uintptr_t second = function_of(library);
    const struct object *second_object = objects_find(second);
    struct link_map *map;
    dlinfo(library, RTLD_DI_LINKMAP, &map);
    check("the second library took the place of the first", map->l_addr == (first_object ? first_object->bias : 0));
    check("and has an id of its own", second_object && second_object->id != first_id && unwind_function_start(second + 5) == second);
    dlclose(library);
    for (int round = 0; round < 2000; round++) {
        library = dlopen(round % 2 ? first_path : second_path, RTLD_NOW);
        uintptr_t function = function_of(library);
        if (unwind_function_start(function + 3) != function)
            failures++;
        dlclose(library);
    }
    check("2,000 reloads need no new entries", failures == 0 && objects_last_id() == last + 1 && objects_dropped() == 0);
}

static void check_generated(const char *path)
{
    uint8_t *code = mmap(NULL, 8192, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int is_absent = 1;
    for (int round = 0; round < 3000; round++)
        is_absent &= objects_find((uintptr_t)code + (unsigned)round) == NULL;
    check("generated code belongs to no object", is_absent);
    munmap(code, 8192);
    void *library = dlopen(path, RTLD_NOW);
    uintptr_t function = function_of(library);
    check("a library loaded where that answer was remembered is found", objects_find(function) != NULL);
    dlclose(library);
}

static void check_namespace(const char *path)
{
    void *library = dlmopen(LM_ID_NEWLM, path, RTLD_NOW);
    uintptr_t function = library ? function_of(library) : 0;
    const char *version = "skipped: this glibc does not list other namespaces";
    struct r_debug *state = &_r_debug;
    if (state->r_version < 2)
        printf("%s\n", version);
    else
        check("a library in another namespace is found", unwind_function_start(function + 5) == function);
}

static void check_startup_objects(void)
{
    uintptr_t vdso = getauxval(AT_SYSINFO_EHDR);
    const struct object *executable = objects_get(1);
    int has_vdso = vdso == 0, has_libc = 0;
    for (uint32_t id = 1; id <= objects_last_id(); id++) {
        const struct object *object = objects_get(id);
        has_vdso |= object && object->low == vdso && objects_find(object->text_low + 0x800) == object;
        has_libc |= object && (uintptr_t)puts >= object->text_low && (uintptr_t)puts < object->text_high;
    }
    check("executable first", executable && objects_find((uintptr_t)check_startup_objects) == executable && *(const char *)executable->name == 0);
    check("vdso and libc", has_vdso && has_libc);
    check("claimed once", objects_claim_record(executable) && !objects_claim_record(executable));
    objects_reset_claims();
    check("claimable again after a reset", objects_claim_record(executable));
    check("no object of an id out of range", objects_get(0) == NULL && objects_get(OBJECTS_MAX + 1) == NULL && objects_get(OBJECTS_MAX) == NULL);
}

int main(int count, char **arguments)
{
    if (count < 3)
        return 2;
    check("nothing is found before the init", objects_find((uintptr_t)main) == NULL);
    objects_init();
    check_startup_objects();
    check_reuse(arguments[1], arguments[2]);
    check_generated(arguments[1]);
    check_namespace(arguments[2]);
    return failures > 0;
}
