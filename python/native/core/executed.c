#include "executed.h"

#include "../readers/mem_self.h"
#include "format.h"
#include "imports.h"
#include "index.h"
#include "interpreter.h"
#include "real.h"
#include "stream.h"
#include "system.h"
#include "text.h"

#include <stdbool.h>
#include <stddef.h>

#define MOST_CODES (1u << 15)
#define MOST_MODULES (1u << 16) /* ids of imports */
#define REST_NS (NS_PER_S / 10)
#define SLICE_NS 400000u
#define SLICES_APART_NS 5000000u
#define MOST_COMPARED 128u /* bytes of a code object's instructions: what is called runs the first ones */
#define MOST_NESTED 3u     /* classes in classes, functions behind functions */
#define MOST_CELLS 8u
#define AHEAD 16u          /* objects that the processor is asked for before they are looked at: each is far away */
#define GONE ((1u << INDEX_NUMBER_BITS) - 1)

/* Offsets of structures that have not moved from 3.8 to 3.13. */
#define OBJECT_TYPE 8u
#define OBJECT_SIZE 16u
#define TYPE_FLAGS 168u
#define TYPE_DICT 264u
#define WRAPPED 16u /* what a staticmethod or classmethod holds; the first of a property's three functions */
#define IS_HEAP_TYPE (1ul << 9)
#define IS_TYPE (1ul << 31)

#define ADDRESS_BITS 48u

static struct {
    void *(*modules)(void);
    int (*next)(void *, long *, void **, void **);
    long (*size)(void *);
    void *(*module_dict)(void *);
    int (*is_subtype)(void *, void *);
    void *(*code)(void *), *(*globals)(void *), *(*closure)(void *), *(*cell)(void *);
    long (*tuple_size)(void *);
    void *(*tuple_item)(void *, long);
    void (*decrement)(void *);
    void *module_type, *function_type, *static_type, *class_type, *property_type;
} api;

static struct index codes = {.bits = {9, 12, 14, 16}}, modules = {.bits = {6, 8, 10, 12}};

static struct {
    void *memory;
    uint64_t *rows;    /* mark << ADDRESS_BITS | address; 0: gone */
    uint16_t *imports; /* of each row */
    uint32_t n_rows;
    int requested;
    uint64_t sliced_ns;
    uint32_t seen;     /* imports that had ended when the last pass began */
    bool is_passing, is_useless;
    long at, size;     /* in the dictionary of modules */
    uint8_t ran[MOST_MODULES / 8]; /* bit per import */
} state;

/* ---- marks ---- */

/* What running it changes, folded into 16 bits; *known tells whether it could be read. */
static uint64_t mark_read(uint64_t code, bool *known)
{
    const struct py_layout *layout = interpreter.layout;
    uint64_t hash = 1469598103934665603u;
    uint32_t calls = 0;
    *known = true;
    if (layout->code_calls_size) {
        *known = !mem_load_bytes(&calls, code + layout->code_calls, layout->code_calls_size);
        hash += calls * 0x9e3779b97f4a7c15u;
    }
    /* Before the first quickening the counter alone tells; afterwards it stands still. */
    if (layout->instruction_kind == INSTRUCTION_POINTER && !calls) {
        uint64_t words[MOST_COMPARED / 8] = {0}, units = 0;
        *known = *known && !mem_read8(&units, code + OBJECT_SIZE);
        size_t size = units * 2 < MOST_COMPARED ? (size_t)units * 2 : MOST_COMPARED;
        *known = *known && !mem_load_bytes(words, code + layout->code_instructions, size);
        for (size_t i = 0; *known && i * 8 < size; i++) {
            hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15u;
            hash ^= hash >> 29;
        }
    }
    return (hash ^ hash >> 32 ^ hash >> 16) & 0xffff;
}

/* Counted from 1; 0: not noted. */
static uint32_t row_of(uint64_t code)
{
    uint32_t row = state.n_rows ? index_get(&codes, code) : 0;
    return row == GONE ? 0 : row;
}

static bool has_run(uint32_t import)
{
    return __atomic_load_n(&state.ran[import / 8], __ATOMIC_RELAXED) >> import % 8 & 1;
}

static uint64_t address_of(uint64_t noted)
{
    return noted & ((1ull << ADDRESS_BITS) - 1);
}

static void row_compare(uint32_t row)
{
    uint64_t noted = state.rows[row], address = address_of(noted);
    uint32_t import = state.imports[row];
    bool known;
    if (!noted || has_run(import) || mark_read(address, &known) == noted >> ADDRESS_BITS || !known)
        return;
    __atomic_fetch_or(&state.ran[import / 8], (uint8_t)(1u << import % 8), __ATOMIC_RELAXED);
    struct stream_part part = {&import, sizeof import};
    stream_record(HL_RECORD_RAN, &part, 1);
}

/* ---- noting: all of it under the GIL, and nothing of it runs Python code ---- */

static void code_note(void *code, uint32_t import)
{
    uint32_t row = state.n_rows, before = index_get(&codes, (uint64_t)code);
    bool known;
    if (row >= MOST_CODES || (before && before != GONE))
        return;
    uint64_t mark = mark_read((uint64_t)code, &known);
    if (!known)
        return;
    state.rows[row] = mark << ADDRESS_BITS | (uint64_t)code;
    state.imports[row] = (uint16_t)import;
    state.n_rows = row + 1;
    if (before)
        index_set(&codes, (uint64_t)code, row + 1);
    else
        index_add(&codes, (uint64_t)code, row + 1);
}

static void *word_at(void *object, unsigned offset)
{
    return *(void **)((char *)object + offset);
}

static unsigned long flags_of(void *type)
{
    return *(unsigned long *)((char *)type + TYPE_FLAGS);
}

static void code_prefetch(uint64_t code)
{
    __builtin_prefetch((void *)(code + interpreter.layout->code_calls));
    __builtin_prefetch((void *)(code + interpreter.layout->code_instructions));
    index_prefetch(&codes, code);
}

static void value_note(void *value, void *globals, uint32_t import, unsigned nested);

/* A decorator's function is another module's; the one that it was put around is in its closure. */
static void closure_note(void *function, void *globals, uint32_t import, unsigned nested)
{
    void *cells = api.closure(function);
    long n = cells ? api.tuple_size(cells) : 0;
    for (long i = 0; i < n && i < (long)MOST_CELLS; i++) {
        void *inside = api.cell(api.tuple_item(cells, i));
        if (!inside)
            continue;
        if (word_at(inside, OBJECT_TYPE) == api.function_type)
            value_note(inside, globals, import, nested + 1);
        api.decrement(inside);
    }
}

static void dictionary_note(void *dictionary, void *globals, uint32_t import, unsigned nested)
{
    long at = 0;
    void *key, *values[AHEAD];
    unsigned n;
    do {
        for (n = 0; n < AHEAD && api.next(dictionary, &at, &key, &values[n]); n++)
            __builtin_prefetch(values[n]);
        for (unsigned i = 0; i < n; i++)
            if (word_at(values[i], OBJECT_TYPE) == api.function_type)
                code_prefetch((uint64_t)api.code(values[i]));
        for (unsigned i = 0; i < n; i++)
            value_note(values[i], globals, import, nested);
    } while (n == AHEAD);
}

static void value_note(void *value, void *globals, uint32_t import, unsigned nested)
{
    void *type = word_at(value, OBJECT_TYPE);
    if (nested > MOST_NESTED)
        return;
    if (type == api.function_type) {
        if (api.globals(value) == globals)
            code_note(api.code(value), import);
        closure_note(value, globals, import, nested);
    } else if (type == api.static_type || type == api.class_type || type == api.property_type) {
        for (unsigned i = 0; i < (type == api.property_type ? 3u : 1u); i++)
            if (word_at(value, WRAPPED + 8 * i))
                value_note(word_at(value, WRAPPED + 8 * i), globals, import, nested + 1);
    } else if (flags_of(type) & IS_TYPE && flags_of(value) & IS_HEAP_TYPE && word_at(value, TYPE_DICT)) {
        dictionary_note(word_at(value, TYPE_DICT), globals, import, nested + 1);
    }
}

static void module_note(void *module)
{
    uint32_t import = imports_of_module((uint64_t)module), first = state.n_rows;
    void *dictionary;
    if (!import || import >= MOST_MODULES || index_get(&modules, (uint64_t)module) == import)
        return;
    index_set(&modules, (uint64_t)module, import);
    if (!api.is_subtype(word_at(module, OBJECT_TYPE), api.module_type) || !(dictionary = api.module_dict(module)))
        return;
    dictionary_note(dictionary, dictionary, import, 0);
    uint32_t what[2] = {import, state.n_rows - first};
    struct stream_part part = {what, sizeof what};
    if (what[1])
        stream_record(HL_RECORD_NOTED, &part, 1);
}

/* ---- slices ---- */

static bool open_tables(void)
{
    size_t rows = sizeof *state.rows * MOST_CODES, imports = sizeof *state.imports * MOST_CODES;
    if (state.memory)
        return true;
    if (!system_zeroed(&state.memory, index_size(&codes) + index_size(&modules) + rows + imports))
        return false;
    state.rows = index_place(&modules, index_place(&codes, state.memory));
    state.imports = (uint16_t *)(state.rows + MOST_CODES);
    return true;
}

static bool api_find(void)
{
    if (api.property_type)
        return true;
    api.modules = (void *(*)(void))program_symbol("PyImport_GetModuleDict");
    api.next = (int (*)(void *, long *, void **, void **))program_symbol("PyDict_Next");
    api.size = (long (*)(void *))program_symbol("PyDict_Size");
    api.module_dict = (void *(*)(void *))program_symbol("PyModule_GetDict");
    api.is_subtype = (int (*)(void *, void *))program_symbol("PyType_IsSubtype");
    api.code = (void *(*)(void *))program_symbol("PyFunction_GetCode");
    api.globals = (void *(*)(void *))program_symbol("PyFunction_GetGlobals");
    api.closure = (void *(*)(void *))program_symbol("PyFunction_GetClosure");
    api.cell = (void *(*)(void *))program_symbol("PyCell_Get");
    api.tuple_size = (long (*)(void *))program_symbol("PyTuple_Size");
    api.tuple_item = (void *(*)(void *, long))program_symbol("PyTuple_GetItem");
    api.decrement = (void (*)(void *))program_symbol("Py_DecRef");
    api.module_type = program_symbol("PyModule_Type");
    api.function_type = program_symbol("PyFunction_Type");
    api.static_type = program_symbol("PyStaticMethod_Type");
    api.class_type = program_symbol("PyClassMethod_Type");
    api.property_type = program_symbol("PyProperty_Type");
    return api.modules && api.next && api.size && api.module_dict && api.is_subtype && api.code && api.globals && api.closure && api.cell &&
           api.tuple_size && api.tuple_item && api.decrement && api.module_type && api.function_type && api.static_type && api.class_type &&
           api.property_type;
}

static void slice(void *all)
{
    uint64_t began = mono_ns();
    void *key, *module;
    /* Where modules came or went in between, places may have changed: those that are noted are passed over quickly. */
    if (!state.is_passing || api.size(all) != state.size)
        state.at = 0;
    if (!state.is_passing)
        state.seen = imports_ended();
    state.size = api.size(all);
    state.is_passing = true;
    while (mono_ns() - began < SLICE_NS) {
        if (!api.next(all, &state.at, &key, &module)) {
            state.is_passing = false;
            return;
        }
        module_note(module);
    }
}

static int slice_now(void *unused)
{
    (void)unused;
    if (!api_find() || !open_tables())
        state.is_useless = true;
    else if (stream_is_open() && imports_resting_since() && api.modules())
        slice(api.modules());
    state.sliced_ns = mono_ns();
    __atomic_store_n(&state.requested, 0, __ATOMIC_RELEASE);
    return 0;
}

void executed_request(uint64_t now)
{
    uint64_t rests_since = imports_resting_since();
    if (state.is_useless || now < state.sliced_ns + SLICES_APART_NS || !rests_since || now < rests_since + REST_NS || (!state.is_passing && state.seen == imports_ended()))
        return;
    if (!__atomic_exchange_n(&state.requested, 1, __ATOMIC_ACQUIRE) && interpreter.add_pending(slice_now, NULL) != 0)
        __atomic_store_n(&state.requested, 0, __ATOMIC_RELEASE);
}

void executed_forget(uint64_t code)
{
    if (!state.n_rows)
        return;
    /* The interpreter takes itself apart: all that is left is compared now, in the order in which it lies, and not as each goes. */
    if (interpreter.is_initialized && !interpreter.is_initialized()) {
        executed_settle();
        return;
    }
    uint32_t row = row_of(code);
    if (!row)
        return;
    row_compare(row - 1);
    state.rows[row - 1] = 0;
    index_set(&codes, code, GONE);
}

void executed_settle(void)
{
    uint32_t all = 0;
    if (!state.n_rows)
        return;
    for (uint32_t row = 0; row < state.n_rows; row++) {
        if (row + AHEAD < state.n_rows && state.rows[row + AHEAD])
            code_prefetch(address_of(state.rows[row + AHEAD]));
        row_compare(row);
    }
    state.n_rows = 0;
    struct stream_part part = {&all, sizeof all};
    stream_record(HL_RECORD_RAN, &part, 1);
}

void executed_reset(void)
{
    state.n_rows = state.seen = 0;
    state.is_passing = false;
    state.requested = 0;
    if (state.memory)
        SYSTEM_2(SYS_munmap, state.memory, index_size(&codes) + index_size(&modules) + (sizeof *state.rows + sizeof *state.imports) * MOST_CODES);
    state.memory = NULL;
    for (size_t i = 0; i < sizeof state.ran; i++)
        state.ran[i] = 0;
}
