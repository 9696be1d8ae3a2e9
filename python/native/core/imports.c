#include "imports.h"

#include "files.h"
#include "format.h"
#include "index.h"
#include "interpreter.h"
#include "ready.h"
#include "real.h"
#include "resident.h"
#include "sampler.h"
#include "stream.h"
#include "system.h"
#include "text.h"
#include "threads.h"

#include <stddef.h>
#include <stdint.h>

#define TEXT_MAX 4096u
#define MOST_IMPORTS 50000u
#define MOST_AT_ONCE 512u /* of all threads; each is a dozen Python frames deep at least */
#define TAKES_KEYWORDS 3 /* METH_VARARGS | METH_KEYWORDS */

typedef void *call_function(void *self, void *arguments, void *keywords);

/* PyMethodDef of CPython's documentation. */
struct method {
    const char *name;
    call_function *function;
    int flags;
    const char *text;
};

static struct {
    void *(*function_new)(struct method *, void *, void *);
    call_function *call;
    void *(*get_attribute)(void *, const char *);
    int (*set_attribute)(void *, const char *, void *);
    void *(*modules)(void);
    void *(*loaded)(void *);
    void *(*item_named)(void *, const char *);
    long (*tuple_size)(void *);
    void *(*tuple_item)(void *, long);
    const char *(*text)(void *, long *);
    void *(*module_dict)(void *);
    void (*clear_error)(void);
    void (*decrement)(void *);
} api;

/* The functions that ours stand before. They are kept for good: whoever took one of ours may call it at any time. */
static struct {
    void *find_and_load, *exec, *create_dynamic, *exec_dynamic, *compile_bytecode;
} real;

static struct {
    bool wanted, is_asked, is_done;
    uint32_t n_imports, n_going, n_ended;
    uint64_t last_ended;
    void *memory; /* of the index of modules */
} state;

/* Address of a module -> id of its import. */
static struct index loaded = {.bits = {8, 10, 12, 14}};

/* One that is going on. Not on the stack of the call: greenlets move stacks away and put others in their place, and end imports in any order. */
struct import {
    uint32_t id; /* 0: this place is free */
    uint32_t flags;
    struct import *outer;
    uint32_t outer_id;
    uint32_t n_callers;
    uint64_t entered, began;
    uint64_t inner_ns; /* what imports during this one took, with our work for them */
    uint64_t native_ns;
    uint64_t live_bytes, inner_live;
    int64_t resident, inner_resident;
    struct file_counts files;
    uint64_t code_bytes;
    struct sampler_frame callers[HL_IMPORT_CALLERS];
};

/* Taken and given back under the GIL alone, as all of this is called. */
static struct import imports[MOST_AT_ONCE];

static __thread struct {
    struct import *at;
    uint32_t id;
} innermost;

/* ---- one import ---- */

static struct import *alive(struct import *import, uint32_t id)
{
    return import && import->id == id ? import : NULL;
}

static struct import *current(void)
{
    return alive(innermost.at, innermost.id);
}

struct file_counts *imports_file_counts(void)
{
    struct import *import = current();
    return import ? &import->files : NULL;
}

static uint64_t live_now(void)
{
    return __atomic_load_n(&stream_header()->counters[HL_STATE_LIVE_BYTES], __ATOMIC_RELAXED);
}

/* NULL when too many are going on. */
static struct import *import_begin(uint32_t flags)
{
    uint64_t entered = mono_ns();
    struct import *outer = current();
    /* Mostly the place behind the outer one's. */
    for (size_t tried = 0, at = outer ? (size_t)(outer - imports) + 1 : 0; tried < MOST_AT_ONCE; tried++, at++) {
        struct import *import = &imports[at % MOST_AT_ONCE];
        if (import->id)
            continue;
        *import = (struct import){.id = ++state.n_imports, .flags = flags, .outer = outer, .outer_id = outer ? outer->id : 0, .entered = entered};
        import->n_callers = sampler_importer(thread_self(), import->callers, HL_IMPORT_CALLERS);
        import->live_bytes = live_now();
        import->resident = resident_lately(entered);
        if (ready_was_seen())
            import->flags |= HL_IMPORT_READY;
        innermost.at = import;
        innermost.id = import->id;
        state.n_going++;
        import->began = mono_ns();
        return import;
    }
    return NULL;
}

static void import_write(const struct import *import, struct import *outer, uint64_t ended, struct stream_part name, struct stream_part path)
{
    struct hl_import_record record = {
        .id = import->id,
        .parent = outer ? outer->id : 0,
        .thread = thread_self()->row_index,
        .flags = import->flags,
        .start_ns = import->began - stream_header()->start_mono_ns,
        .total_ns = ended - import->began,
        .native_ns = import->native_ns,
        .name_length = name.size,
        .path_length = path.size,
    };
    record.own_ns = record.total_ns > import->inner_ns ? record.total_ns - import->inner_ns : 0;
    int64_t live = (int64_t)(live_now() - import->live_bytes), resident = (int64_t)resident_lately(ended) - import->resident;
    record.live_bytes = live - (int64_t)import->inner_live;
    record.resident_kib = resident - import->inner_resident;
    for (uint32_t i = 0; i < import->n_callers; i++) {
        record.callers[i].code = import->callers[i].code;
        record.callers[i].offset = import->callers[i].offset;
    }
    /* Loaded into a running interpreter: its calls are bound to libc already. */
    bool is_counted = !(stream_header()->unavailable & HL_NO_WAITING);
    if (is_counted)
        record.flags |= HL_IMPORT_COUNTED;
    struct hl_import_files files = {import->files.bytes, import->files.files, (uint32_t)import->code_bytes};
    struct stream_part parts[4] = {{&record, sizeof record}, name, path, {&files, sizeof files}};
    stream_record(HL_RECORD_IMPORT, parts, is_counted ? 4 : 3);
    if (outer) {
        outer->inner_live += (uint64_t)live;
        outer->inner_resident += resident;
    }
}

static void import_end(struct import *import, uint64_t ended, struct stream_part name, struct stream_part path)
{
    struct import *outer = alive(import->outer, import->outer_id);
    /* What began before a fork is the parent's. */
    bool is_ours = thread_self() && stream_is_open() && import->began >= stream_header()->start_mono_ns;
    if (is_ours && import->id <= MOST_IMPORTS)
        import_write(import, outer, ended, name, path);
    if (current() == import) {
        innermost.at = outer;
        innermost.id = import->outer_id;
    }
    if (outer)
        outer->inner_ns += mono_ns() - import->entered;
    import->id = 0;
    state.n_going--;
    state.n_ended++;
    __atomic_store_n(&state.last_ended, ended, __ATOMIC_RELEASE);
}

/* The text of a str; nothing for anything else. Not while an exception is under way. */
static struct stream_part text_of(void *object)
{
    long size = 0;
    const char *text = object ? api.text(object, &size) : NULL;
    if (object && !text)
        api.clear_error();
    return (struct stream_part){text, text ? (uint32_t)(size < (long)TEXT_MAX ? size : (long)TEXT_MAX) : 0};
}

/* From the module's dictionary: a module may answer to an attribute by doing anything at all. */
static struct stream_part path_of(void *module)
{
    void *dictionary = api.module_dict(module);
    if (!dictionary) {
        api.clear_error();
        return (struct stream_part){NULL, 0};
    }
    return text_of(api.item_named(dictionary, "__file__"));
}

/* ---- what stands in importlib ---- */

static void *argument(void *arguments, long i)
{
    return api.tuple_size(arguments) > i ? api.tuple_item(arguments, i) : NULL;
}

static bool is_recorded(void)
{
    return state.wanted && thread_self() && stream_is_open();
}

static void *measured(void *function, void *arguments, void *keywords, struct stream_part name, uint32_t flags)
{
    struct import *import = import_begin(flags);
    void *module = api.call(function, arguments, keywords);
    uint64_t ended = mono_ns();
    if (!import)
        return module;
    if (!module)
        import->flags |= HL_IMPORT_FAILED;
    else if (state.memory && import->id <= MOST_IMPORTS)
        index_set(&loaded, (uint64_t)module, import->id);
    import_end(import, ended, name, module ? path_of(module) : (struct stream_part){NULL, 0});
    return module;
}

/* Not by the dictionary of modules, which is gone while the interpreter takes itself apart: asking for it then ends the process. */
static bool is_loaded(void *name)
{
    void *module = api.loaded(name);
    if (module)
        api.decrement(module);
    else
        api.clear_error();
    return module != NULL;
}

/* _find_and_load(name, import_): a name that is loaded already costs next to nothing and is no import. */
static void *find_and_load(void *self, void *arguments, void *keywords)
{
    (void)self;
    void *name = argument(arguments, 0);
    if (!is_recorded() || !name || is_loaded(name))
        return api.call(real.find_and_load, arguments, keywords);
    return measured(real.find_and_load, arguments, keywords, text_of(name), 0);
}

/* _exec(spec, module), which importlib.reload calls. */
static void *exec(void *self, void *arguments, void *keywords)
{
    (void)self;
    void *spec = argument(arguments, 0), *name = is_recorded() && spec ? api.get_attribute(spec, "name") : NULL;
    if (!name) {
        if (is_recorded() && spec)
            api.clear_error();
        return api.call(real.exec, arguments, keywords);
    }
    void *module = measured(real.exec, arguments, keywords, text_of(name), HL_IMPORT_RELOAD);
    api.decrement(name);
    return module;
}

static void *native(void *function, void *arguments, void *keywords)
{
    struct import *import = current();
    if (!import)
        return api.call(function, arguments, keywords);
    uint64_t began = mono_ns(), inner = import->inner_ns;
    uint32_t id = import->id;
    void *result = api.call(function, arguments, keywords);
    if (alive(import, id)) {
        import->native_ns += mono_ns() - began - (import->inner_ns - inner);
        import->flags |= HL_IMPORT_NATIVE;
    }
    return result;
}

static void *create_dynamic(void *self, void *arguments, void *keywords)
{
    (void)self;
    return native(real.create_dynamic, arguments, keywords);
}

static void *exec_dynamic(void *self, void *arguments, void *keywords)
{
    (void)self;
    return native(real.exec_dynamic, arguments, keywords);
}

static void *compile_bytecode(void *self, void *arguments, void *keywords)
{
    (void)self;
    struct import *import = current();
    if (import) {
        import->flags |= HL_IMPORT_CACHED;
        /* Nothing but that file has been read until now. */
        import->code_bytes = import->files.bytes;
    }
    return api.call(real.compile_bytecode, arguments, keywords);
}

/* ---- getting there ---- */

static bool api_find(void)
{
    api.function_new = (void *(*)(struct method *, void *, void *))program_symbol("PyCFunction_NewEx");
    api.call = (call_function *)program_symbol("PyObject_Call");
    api.get_attribute = (void *(*)(void *, const char *))program_symbol("PyObject_GetAttrString");
    api.set_attribute = (int (*)(void *, const char *, void *))program_symbol("PyObject_SetAttrString");
    api.modules = (void *(*)(void))program_symbol("PyImport_GetModuleDict");
    api.loaded = (void *(*)(void *))program_symbol("PyImport_GetModule");
    api.item_named = (void *(*)(void *, const char *))program_symbol("PyDict_GetItemString");
    api.tuple_size = (long (*)(void *))program_symbol("PyTuple_Size");
    api.tuple_item = (void *(*)(void *, long))program_symbol("PyTuple_GetItem");
    api.text = (const char *(*)(void *, long *))program_symbol("PyUnicode_AsUTF8AndSize");
    api.module_dict = (void *(*)(void *))program_symbol("PyModule_GetDict");
    api.clear_error = (void (*)(void))program_symbol("PyErr_Clear");
    api.decrement = (void (*)(void *))program_symbol("Py_DecRef");
    return api.function_new && api.call && api.get_attribute && api.set_attribute && api.modules && api.loaded && api.item_named && api.tuple_size &&
           api.tuple_item && api.text && api.module_dict && api.clear_error && api.decrement;
}

/* Puts ours in the place of a module's function, which *was keeps. */
static bool stand_before(const char *module_name, struct method *ours, void **was)
{
    void *module = api.item_named(api.modules(), module_name), *function = NULL;
    *was = module ? api.get_attribute(module, ours->name) : NULL;
    if (*was)
        function = api.function_new(ours, NULL, NULL);
    bool stands = function && api.set_attribute(module, ours->name, function) == 0;
    if (function)
        api.decrement(function);
    if (!stands)
        api.clear_error();
    return stands;
}

static int stand_in(void *unused)
{
    static struct method find_and_load_method = {"_find_and_load", find_and_load, TAKES_KEYWORDS, NULL}, exec_method = {"_exec", exec, TAKES_KEYWORDS, NULL},
                         create_method = {"create_dynamic", create_dynamic, TAKES_KEYWORDS, NULL},
                         exec_dynamic_method = {"exec_dynamic", exec_dynamic, TAKES_KEYWORDS, NULL},
                         compile_method = {"_compile_bytecode", compile_bytecode, TAKES_KEYWORDS, NULL};
    (void)unused;
    if (!state.is_done && api_find() && stand_before("_frozen_importlib", &find_and_load_method, &real.find_and_load)) {
        stand_before("_frozen_importlib", &exec_method, &real.exec);
        stand_before("_imp", &create_method, &real.create_dynamic);
        stand_before("_imp", &exec_dynamic_method, &real.exec_dynamic);
        stand_before("_frozen_importlib_external", &compile_method, &real.compile_bytecode);
        state.is_done = true;
        stream_unavailable(HL_NO_IMPORTS, false);
    }
    return 0;
}

void imports_request(void)
{
    if (__atomic_load_n(&state.is_asked, __ATOMIC_RELAXED) || !state.wanted || !interpreter.is_initialized())
        return;
    if (!__atomic_exchange_n(&state.is_asked, true, __ATOMIC_ACQUIRE) && interpreter.add_pending(stand_in, NULL) != 0)
        __atomic_store_n(&state.is_asked, false, __ATOMIC_RELEASE);
}

uint32_t imports_of_module(uint64_t module)
{
    return state.memory ? index_get(&loaded, module) : 0;
}

uint32_t imports_ended(void)
{
    return __atomic_load_n(&state.n_ended, __ATOMIC_RELAXED);
}

bool imports_are_going(void)
{
    return __atomic_load_n(&state.n_going, __ATOMIC_RELAXED) != 0;
}

uint64_t imports_resting_since(void)
{
    return imports_are_going() ? 0 : __atomic_load_n(&state.last_ended, __ATOMIC_ACQUIRE);
}

void imports_start(bool wanted)
{
    /* In a fork child: what the parent loaded has no record in this stream. */
    if (state.memory)
        SYSTEM_2(SYS_munmap, state.memory, index_size(&loaded));
    state.memory = NULL;
    if (wanted && system_zeroed(&state.memory, index_size(&loaded)))
        index_place(&loaded, state.memory);
    state.wanted = wanted && interpreter.layout && interpreter.is_initialized && interpreter.add_pending;
    stream_unavailable(HL_NO_IMPORTS, !state.wanted || !state.is_done);
}
