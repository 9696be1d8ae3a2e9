#define _GNU_SOURCE
#include "modules.h"

#include "../readers/mem_self.h"
#include "interpreter.h"
#include "stream.h"
#include "system.h"
#include "text.h"

#include <sys/auxv.h>

#define PATH_MAX_BYTES 4096u

enum { KIND_UNKNOWN = 0, KIND_RUNTIME = 1, KIND_LIBRARY = 2 };

static uint8_t kinds[OBJECTS_MAX + 1];

static const char *const runtime_names[] = {
    "libc.so", "libc-2", "libm.so", "libm-2", "ld-linux", "ld-2", "libpthread", "libdl", "librt", "linux-vdso", "libgcc_s", "libheatline", "libutil",
};

/* The loader's copy of the name may vanish with the object, so it is read by pieces up to its end. Returns the length. */
static uint32_t name_copy(uintptr_t from, char *to, uint32_t capacity)
{
    uint32_t n = 0;
    while (from && n + 1 < capacity) {
        char c;
        if (mem_read(&c, from + n, 1) || !c)
            break;
        to[n++] = c;
    }
    to[n] = 0;
    return n;
}

static uint32_t path_find(const struct object *object, char *to)
{
    uint32_t length = name_copy(object->name, to, PATH_MAX_BYTES);
    if (length)
        return length;
    long size = SYSTEM_3(SYS_readlink, "/proc/self/exe", to, PATH_MAX_BYTES - 1);
    length = size > 0 ? (uint32_t)size : 0;
    to[length] = 0;
    return length;
}

bool module_is_runtime(const struct object *object)
{
    uint8_t kind = __atomic_load_n(&kinds[object->id], __ATOMIC_RELAXED);
    if (kind != KIND_UNKNOWN)
        return kind == KIND_RUNTIME;
    bool runtime = object->id == interpreter.object_id;
    if (!runtime) {
        char path[512];
        name_copy(object->name, path, sizeof path);
        const char *base = path;
        for (const char *c = path; *c; c++)
            if (*c == '/')
                base = c + 1;
        for (unsigned i = 0; i < sizeof runtime_names / sizeof *runtime_names && !runtime; i++)
            runtime = text_starts(base, runtime_names[i]);
    }
    __atomic_store_n(&kinds[object->id], runtime ? KIND_RUNTIME : KIND_LIBRARY, __ATOMIC_RELAXED);
    return runtime;
}

uint32_t module_record(const struct object *object)
{
    if (!objects_claim_record(object))
        return object->id;
    char path[PATH_MAX_BYTES];
    struct hl_module_record record = {
        .id = object->id, .path_length = path_find(object, path), .bias = object->bias, .low = object->low, .high = object->high,
    };
    record.build_id_length = object->build_id_size < sizeof record.build_id ? object->build_id_size : sizeof record.build_id;
    bytes_copy(record.build_id, object->build_id, record.build_id_length);
    struct stream_part parts[2] = {{&record, sizeof record}, {path, record.path_length}};
    stream_record(HL_RECORD_MODULE, parts, 2);
    return object->id;
}

void modules_reset(void)
{
    objects_reset_claims();
}
