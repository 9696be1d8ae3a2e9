#include "codes.h"

#include "../readers/mem_self.h"
#include "executed.h"
#include "format.h"
#include "imports.h"
#include "index.h"
#include "interpreter.h"
#include "ready.h"
#include "stream.h"
#include "system.h"
#include "text.h"

#include <stddef.h>

#define MAX_CODES (1u << 15)
#define TEXT_MAX 4096u
#define LINE_TABLE_MAX (1u << 20)
#define INLINE_MAX 8192u

#define TYPE_DEALLOC 48u /* offset of tp_dealloc in PyTypeObject */
#define BYTES_SIZE 16u   /* ob_size and data of a bytes object */
#define BYTES_DATA 32u
#define TEXT_LENGTH 16u  /* length and state of a str */
#define TEXT_STATE 32u

/* In place of an id: deallocated since, and the address may belong to another one now. */
#define DEAD ((1u << INDEX_NUMBER_BITS) - 1)

static struct index addresses = {.bits = {9, 12, 14, 16}}, strings = {.bits = {9, 11, 13, 15}};

static struct {
    void *memory;
    uint32_t n_codes, n_strings;
    uint32_t generation;
    void (*dealloc)(void *);
    uint8_t library[MAX_CODES / 8 + 1], importlib[MAX_CODES / 8 + 1], hands_on[MAX_CODES / 8 + 1]; /* bit per id */
    uint32_t run_once, executor_callback;
} codes;

bool codes_open(void)
{
    if (!system_zeroed(&codes.memory, index_size(&addresses) + index_size(&strings)))
        return false;
    index_place(&strings, index_place(&addresses, codes.memory));
    codes.n_codes = codes.n_strings = codes.run_once = codes.executor_callback = 0;
    for (unsigned i = 0; i < sizeof codes.library; i++)
        codes.library[i] = codes.importlib[i] = codes.hands_on[i] = 0;
    codes.generation++;
    return true;
}

/* ---- strings ---- */

static uint32_t string_write(const uint8_t *text, uint32_t length)
{
    uint32_t id = __atomic_add_fetch(&codes.n_strings, 1, __ATOMIC_RELAXED);
    uint32_t head[2] = {id, length};
    struct stream_part parts[2] = {{head, sizeof head}, {text, length}};
    return stream_record(HL_RECORD_STRING, parts, 2) ? id : 0;
}

/* The id of a text, by its 64-bit hash. What two threads meet at once is written twice. */
static uint32_t string_find(const uint8_t *text, uint32_t length)
{
    uint64_t hash = bytes_hash(text, length);
    uint32_t id = index_get(&strings, hash);
    if (id)
        return id;
    id = string_write(text, length);
    if (id && id < 1u << INDEX_NUMBER_BITS)
        index_add(&strings, hash, id);
    return id;
}

/* One code point as UTF-8; a surrogate escape (U+DC80…U+DCFF) becomes the raw byte that it stands for. Returns bytes written. */
static unsigned utf8_put(uint8_t *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (uint8_t)c;
        return 1;
    }
    if (c >= 0xdc80 && c <= 0xdcff) {
        to[0] = (uint8_t)(c - 0xdc00);
        return 1;
    }
    if (c < 0x800) {
        to[0] = (uint8_t)(0xc0 | c >> 6);
        to[1] = (uint8_t)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (uint8_t)(0xe0 | c >> 12);
        to[1] = (uint8_t)(0x80 | (c >> 6 & 63));
        to[2] = (uint8_t)(0x80 | (c & 63));
        return 3;
    }
    to[0] = (uint8_t)(0xf0 | (c >> 18 & 7));
    to[1] = (uint8_t)(0x80 | (c >> 12 & 63));
    to[2] = (uint8_t)(0x80 | (c >> 6 & 63));
    to[3] = (uint8_t)(0x80 | (c & 63));
    return 4;
}

/* Copies a str object as UTF-8 into `to` (TEXT_MAX bytes), cut at that size. -1 when it can't be read. */
static int text_read(uint64_t address, uint8_t *to)
{
    const struct py_layout *layout = interpreter.layout;
    uint64_t length;
    uint32_t state;
    if (!address || mem_read8(&length, address + TEXT_LENGTH) || mem_read4(&state, address + TEXT_STATE))
        return -1;
    unsigned kind = state >> 2 & 7, ascii = state >> 6 & 1, compact = state >> 5 & 1;
    if (!compact || (kind != 1 && kind != 2 && kind != 4))
        return -1;
    uint64_t data = address + (ascii ? layout->text_ascii : layout->text_compact);
    if (length > TEXT_MAX)
        length = TEXT_MAX;
    if (ascii)
        return mem_load_bytes(to, data, length) ? -1 : (int)length;
    unsigned used = 0;
    for (uint64_t i = 0; i < length && used + 4 <= TEXT_MAX; i++) {
        uint32_t c = 0;
        if (mem_load_bytes(&c, data + i * kind, kind))
            return -1;
        used += utf8_put(to + used, c);
    }
    return (int)used;
}


/* ---- code objects ---- */

/* Installed packages and the standard library, by the names that their folders have everywhere. */
static bool is_library_path(const uint8_t *path, uint32_t length)
{
    static const char *const parts[] = {"/site-packages/", "/dist-packages/", "/lib/python3"};
    for (uint32_t at = 0; at < length; at++) {
        if (at == 0 && path[0] == '<')
            return true;
        for (unsigned i = 0; path[at] == '/' && i < sizeof parts / sizeof *parts; i++) {
            uint32_t n = 0;
            while (parts[i][n] && at + n < length && path[at + n] == (uint8_t)parts[i][n])
                n++;
            if (!parts[i][n])
                return true;
        }
    }
    return false;
}

static bool is_importlib_path(const uint8_t *path, uint32_t length)
{
    static const char frozen[] = "<frozen importlib", file[] = "/importlib/__init__.py";
    uint32_t n = 0, m = 0;
    while (frozen[n] && n < length && path[n] == (uint8_t)frozen[n])
        n++;
    while (m + 1 < sizeof file && m < length && path[length - 1 - m] == (uint8_t)file[sizeof file - 2 - m])
        m++;
    return !frozen[n] || m + 1 == sizeof file;
}

static void bit_set(uint8_t *bits, uint32_t code)
{
    __atomic_fetch_or(&bits[code / 8], (uint8_t)(1u << code % 8), __ATOMIC_RELAXED);
}

static uint32_t filename_find(uint32_t code, uint64_t address, uint8_t *scratch)
{
    int length = text_read(address, scratch);
    if (length < 0)
        return 0;
    if (is_library_path(scratch, (uint32_t)length))
        bit_set(codes.library, code);
    if (is_importlib_path(scratch, (uint32_t)length))
        bit_set(codes.importlib, code);
    return string_find(scratch, (uint32_t)length);
}

bool codes_is_library(uint32_t code)
{
    return code <= MAX_CODES && codes.library[code / 8] >> code % 8 & 1;
}

bool codes_is_importlib(uint32_t code)
{
    return code <= MAX_CODES && codes.importlib[code / 8] >> code % 8 & 1;
}

/* Two functions of asyncio that are known by their names and files. */
static void asyncio_note(uint32_t code, uint64_t name, uint64_t filename, uint8_t *scratch)
{
    int length = text_read(name, scratch);
    bool runs = length > 0 && text_ends(scratch, (uint32_t)length, "_run_once");
    if (!runs && !(length > 0 && text_ends(scratch, (uint32_t)length, "_call_check_cancel")))
        return;
    length = text_read(filename, scratch);
    if (length > 0 && runs && text_ends(scratch, (uint32_t)length, "/asyncio/base_events.py"))
        codes.run_once = code;
    else if (length > 0 && !runs && text_ends(scratch, (uint32_t)length, "/asyncio/futures.py"))
        codes.executor_callback = code;
}

bool codes_is_run_once(uint32_t code)
{
    return code && code == codes.run_once;
}

bool codes_is_executor_callback(uint32_t code)
{
    return code && code == codes.executor_callback;
}

static uint32_t name_find(uint32_t code, uint64_t address, uint8_t *scratch)
{
    static const char hook[] = "__getattr__";
    int length = text_read(address, scratch);
    if (length < 0)
        return 0;
    uint32_t n = 0;
    while (n + 1 < sizeof hook && (int)n < length && scratch[length - 1 - (int)n] == (uint8_t)hook[sizeof hook - 2 - n])
        n++;
    if (n + 1 == sizeof hook)
        bit_set(codes.hands_on, code);
    return string_find(scratch, (uint32_t)length);
}

bool codes_hands_on(uint32_t code)
{
    return code <= MAX_CODES && codes.hands_on[code / 8] >> code % 8 & 1;
}

static bool line_table_write(uint32_t id, uint64_t data, uint32_t from, uint32_t length, uint8_t *scratch)
{
    for (uint32_t at = from; at < length; at += INLINE_MAX) {
        uint32_t size = length - at < INLINE_MAX ? length - at : INLINE_MAX;
        if (mem_load_bytes(scratch, data + at, size))
            return false;
        uint32_t head[4] = {id, at, size, 0};
        struct stream_part parts[2] = {{head, sizeof head}, {scratch, size}};
        if (!stream_record(HL_RECORD_CODE_MORE, parts, 2))
            return false;
    }
    return true;
}

static bool code_write(uint32_t id, uint64_t address, uint8_t *scratch)
{
    const struct py_layout *layout = interpreter.layout;
    uint64_t filename, name, table, length = 0;
    uint32_t first_line;
    if (mem_read8(&filename, address + layout->code_filename) || mem_read8(&name, address + layout->code_name) ||
        mem_read8(&table, address + layout->code_line_table) || mem_read4(&first_line, address + layout->code_first_line))
        return false;
    asyncio_note(id, name, filename, scratch);
    struct hl_code_record record = {
        .id = id,
        .filename = filename_find(id, filename, scratch),
        .name = name_find(id, name, scratch),
        .first_line = first_line,
        .line_table_kind = layout->line_table_kind,
    };
    if (mem_read8(&length, table + BYTES_SIZE) || length > LINE_TABLE_MAX)
        length = 0;
    record.line_table_length = (uint32_t)length;
    record.inline_length = length < INLINE_MAX ? (uint32_t)length : INLINE_MAX;
    if (mem_load_bytes(scratch, table + BYTES_DATA, record.inline_length))
        record.inline_length = record.line_table_length = 0;
    struct stream_part parts[2] = {{&record, sizeof record}, {scratch, record.inline_length}};
    if (!record.filename || !stream_record(HL_RECORD_CODE, parts, 2))
        return false;
    return line_table_write(id, table + BYTES_DATA, record.inline_length, record.line_table_length, scratch);
}

/* The code object of the user's mark. */
static bool is_mark(uint64_t address, uint8_t *scratch)
{
    const struct py_layout *layout = interpreter.layout;
    uint64_t filename, name;
    int length;
    return !mem_read8(&name, address + layout->code_name) && !mem_read8(&filename, address + layout->code_filename) &&
           (length = text_read(name, scratch)) >= 0 && ready_is_name(scratch, (uint32_t)length) && (length = text_read(filename, scratch)) >= 0 &&
           ready_is_file(scratch, (uint32_t)length);
}

/* Describes a code object, which is on a stack; its id, 0 without room. */
static uint32_t code_create(uint64_t address, uint8_t *scratch)
{
    if (ready_is_awaited() && is_mark(address, scratch))
        ready_see();
    uint32_t id = __atomic_add_fetch(&codes.n_codes, 1, __ATOMIC_RELAXED);
    if (id > MAX_CODES || !code_write(id, address, scratch)) {
        stream_count(HL_COUNT_CODE_NO_ROOM, 1);
        return 0;
    }
    return id;
}

uint32_t codes_find(uint64_t address, uint8_t *scratch)
{
    uint32_t before = index_get(&addresses, address);
    if (before && before != DEAD)
        return before;
    uint32_t id = code_create(address, scratch);
    if (id && before)
        index_set(&addresses, address, id);
    else if (id)
        index_add(&addresses, address, id);
    return id;
}

void codes_prefetch(uint64_t address)
{
    index_prefetch(&addresses, address);
}

static void code_forget(uint64_t address)
{
    if (codes.memory && index_get(&addresses, address))
        index_set(&addresses, address, DEAD);
}

uint32_t codes_generation(void)
{
    return __atomic_load_n(&codes.generation, __ATOMIC_ACQUIRE);
}

static void dealloc_hook(void *code)
{
    __atomic_fetch_add(&codes.generation, 1, __ATOMIC_RELEASE);
    code_forget((uint64_t)code);
    executed_forget((uint64_t)code);
    codes.dealloc(code);
    imports_request();
}

void codes_watch(void)
{
    void (**dealloc)(void *) = (void (**)(void *))(interpreter.code_type + TYPE_DEALLOC);
    if (*dealloc == dealloc_hook || !*dealloc)
        return;
    codes.dealloc = *dealloc;
    __atomic_store_n(dealloc, dealloc_hook, __ATOMIC_RELEASE);
}
