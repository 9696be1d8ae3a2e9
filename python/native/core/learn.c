#include "learn.h"

#include "../memory/memory.h"

#include "../readers/mem_self.h"
#include "../unwind/unwind.h"
#include "format.h"
#include "interpreter.h"
#include "real.h"
#include "signals.h"
#include "stream.h"
#include "system.h"
#include "text.h"

#include <stdbool.h>
#include <stddef.h>

#define TABLE_SIZE 256u
#define MAX_LEARNINGS 5

/* Offsets of public structures that have not moved from 3.8 to 3.13. */
#define OBJECT_TYPE 8u
#define TYPE_DEALLOC 48u
#define TYPE_CALL 128u
#define TYPE_INIT 296u
#define TYPE_NEW 312u
#define TYPE_VECTORCALL 400u
#define CFUNCTION_VECTORCALL 48u
#define DESCRIPTOR_VECTORCALL 48u
#define METHOD_VECTORCALL 40u

static uintptr_t functions[TABLE_SIZE];
static uint8_t kinds[TABLE_SIZE];
static struct {
    int requested, n_learnings;
    uint64_t requested_ns;
} state;

enum learned learned_kind(uintptr_t function)
{
    uint64_t hash = number_hash(function);
    for (unsigned i = 0; i < TABLE_SIZE; i++) {
        unsigned at = (unsigned)(hash + i) % TABLE_SIZE;
        uintptr_t there = __atomic_load_n(&functions[at], __ATOMIC_ACQUIRE);
        if (there == function)
            return (enum learned)kinds[at];
        if (!there)
            return LEARNED_NOTHING;
    }
    return LEARNED_NOTHING;
}

/* Only under the GIL, so there is one writer. The first kind that is learned for an address stays. */
static void learned_add(uintptr_t function, enum learned kind)
{
    if (!function)
        return;
    uint64_t hash = number_hash(function);
    for (unsigned i = 0; i < TABLE_SIZE / 2; i++) {
        unsigned at = (unsigned)(hash + i) % TABLE_SIZE;
        if (functions[at] == function)
            return;
        if (functions[at])
            continue;
        kinds[at] = (uint8_t)kind;
        __atomic_store_n(&functions[at], function, __ATOMIC_RELEASE);
        return;
    }
}

static uintptr_t word_at(uintptr_t object, unsigned offset)
{
    uint64_t word = 0;
    return object && !mem_read8(&word, object + offset) ? (uintptr_t)word : 0;
}

typedef void *object_function(void *);
typedef void *attribute_function(void *, const char *);

static struct {
    attribute_function *get_attribute;
    void *(*item)(void *, const char *);
    void (*decrement)(void *);
    void (*clear_error)(void);
    void *(*modules)(void);
    void *(*builtins)(void);
    void *(*method_new)(void *, void *);
} api;

static bool api_find(void)
{
    api.get_attribute = (attribute_function *)program_symbol("PyObject_GetAttrString");
    api.item = (void *(*)(void *, const char *))program_symbol("PyDict_GetItemString");
    api.decrement = (void (*)(void *))program_symbol("Py_DecRef");
    api.clear_error = (void (*)(void))program_symbol("PyErr_Clear");
    api.modules = (void *(*)(void))program_symbol("PyImport_GetModuleDict");
    api.builtins = (void *(*)(void))program_symbol("PyEval_GetBuiltins");
    api.method_new = (void *(*)(void *, void *))program_symbol("PyMethod_New");
    return api.get_attribute && api.item && api.decrement && api.clear_error && api.modules && api.builtins && api.method_new;
}

/* The entry point in an attribute of a module or type; an attribute that this version lacks is skipped. */
static void attribute_learn(void *owner, const char *name, unsigned vectorcall_offset)
{
    void *object = owner ? api.get_attribute(owner, name) : NULL;
    if (!object) {
        api.clear_error();
        return;
    }
    learned_add(word_at((uintptr_t)object, vectorcall_offset), LEARNED_C_CALL);
    api.decrement(object);
}

static void type_attributes_learn(const char *type_symbol, const char *const *names)
{
    void *type = program_symbol(type_symbol);
    for (; *names; names++)
        attribute_learn(type, *names, DESCRIPTOR_VECTORCALL);
}

static void python_calls_learn(void)
{
    static const char *const exported[] = {"_PyFunction_Vectorcall", "_PyEval_Vector", "_PyFunction_FastCallDict", "PyEval_EvalCode"};
    for (unsigned i = 0; i < sizeof exported / sizeof *exported; i++)
        learned_add((uintptr_t)program_symbol(exported[i]), LEARNED_PYTHON_CALL);
    uintptr_t object_type = (uintptr_t)program_symbol("PyBaseObject_Type");
    learned_add(word_at(object_type, TYPE_NEW), LEARNED_PYTHON_CALL);
    learned_add(word_at(object_type, TYPE_INIT), LEARNED_PYTHON_CALL);
    /* A class written in Python, there from the first moment: its slots call back into Python. */
    void *frozen = api.item(api.modules(), "_frozen_importlib");
    void *spec = frozen ? api.get_attribute(frozen, "ModuleSpec") : NULL;
    if (spec) {
        learned_add(word_at((uintptr_t)spec, TYPE_INIT), LEARNED_PYTHON_CALL);
        api.decrement(spec);
    }
    api.clear_error();
    /* A bound method of anything shows the entry point of bound methods. */
    void *length = api.item(api.builtins(), "len");
    void *method = length ? api.method_new(length, length) : NULL;
    if (method) {
        learned_add(word_at((uintptr_t)method, METHOD_VECTORCALL), LEARNED_ANY_CALL);
        api.decrement(method);
    }
}

/* ---- helpers of the call machinery ----
 * What PyObject_MakeTpCall and type.__call__ do besides calling the callable (which they do through a pointer) they do by direct calls: packing
 * arguments, checking the result, freeing them. Those functions have no exported names, but a direct call names its target. */

#define LONGEST_HELPER_CALLER 4096u

/* The function that a direct call at `at` (opcode e8) reaches, through a linkage stub if need be; 0 when it is no such call. */
static uintptr_t direct_target(uintptr_t at)
{
    uint8_t bytes[8];
    int32_t distance;
    if (mem_read(bytes, at, 5) || bytes[0] != 0xe8)
        return 0;
    bytes_copy(&distance, bytes + 1, sizeof distance);
    uintptr_t target = at + 5 + (uintptr_t)(intptr_t)distance;
    if (mem_read(bytes, target, sizeof bytes))
        return 0;
    /* A stub: [endbr64] [bnd] jmp *slot(%rip) */
    uintptr_t stub = target;
    if (bytes[0] == 0xf3 && bytes[1] == 0x0f && bytes[2] == 0x1e)
        stub += 4;
    if (mem_read(bytes, stub, sizeof bytes))
        return 0;
    unsigned prefix = bytes[0] == 0xf2;
    if (bytes[prefix] == 0xff && bytes[prefix + 1] == 0x25) {
        bytes_copy(&distance, bytes + prefix + 2, sizeof distance);
        target = word_at(stub + prefix + 6 + (uintptr_t)(intptr_t)distance, 0);
    }
    return target && unwind_function_start(target) == target ? target : 0;
}

static void helpers_learn(uintptr_t caller)
{
    struct unwind_entry entry;
    const struct object *object = caller ? objects_find(caller) : NULL;
    if (!object || fde_find(object, caller, &entry) != UNWIND_OK || entry.start != caller)
        return;
    uintptr_t end = entry.end - entry.start < LONGEST_HELPER_CALLER ? entry.end : entry.start + LONGEST_HELPER_CALLER;
    for (uintptr_t at = entry.start; at + 5 <= end; at++)
        learned_add(direct_target(at), LEARNED_PYTHON_CALL);
}

static void call_helpers_learn(void)
{
    static const char *const exported[] = {"PyType_GenericAlloc", "PyTuple_New", "_Py_CheckFunctionResult", "_Py_Dealloc", "PyErr_Occurred"};
    for (unsigned i = 0; i < sizeof exported / sizeof *exported; i++)
        learned_add((uintptr_t)program_symbol(exported[i]), LEARNED_PYTHON_CALL);
    static const char *const freed[] = {"PyTuple_Type", "PyDict_Type"};
    for (unsigned i = 0; i < sizeof freed / sizeof *freed; i++)
        learned_add(word_at((uintptr_t)program_symbol(freed[i]), TYPE_DEALLOC), LEARNED_PYTHON_CALL);
    helpers_learn((uintptr_t)program_symbol("_PyObject_MakeTpCall"));
    helpers_learn(word_at((uintptr_t)program_symbol("PyType_Type"), TYPE_CALL));
}

static void any_calls_learn(void)
{
    static const char *const exported[] = {"_PyObject_MakeTpCall", "PyObject_Call", "_PyObject_Call", "PyObject_Vectorcall", "PyVectorcall_Call",
                                           "PyObject_VectorcallMethod"};
    for (unsigned i = 0; i < sizeof exported / sizeof *exported; i++)
        learned_add((uintptr_t)program_symbol(exported[i]), LEARNED_ANY_CALL);
    static const char *const called[] = {"PyType_Type", "PyMethod_Type"};
    for (unsigned i = 0; i < sizeof called / sizeof *called; i++)
        learned_add(word_at((uintptr_t)program_symbol(called[i]), TYPE_CALL), LEARNED_ANY_CALL);
    static const char *const c_called[] = {"PyCFunction_Type", "PyMethodDescr_Type", "PyWrapperDescr_Type", "PyClassMethodDescr_Type",
                                           "_PyMethodWrapper_Type"};
    for (unsigned i = 0; i < sizeof c_called / sizeof *c_called; i++) {
        uintptr_t call = word_at((uintptr_t)program_symbol(c_called[i]), TYPE_CALL);
        /* A slot wrapper may call a slot that is Python's. */
        learned_add(call, i < 2 ? LEARNED_C_CALL : LEARNED_ANY_CALL);
    }
}

static void c_calls_learn(void)
{
    /* One of each calling convention. */
    static const char *const functions_of_builtins[] = {"len", "globals", "print", "getattr", "vars", "sorted", "__build_class__", "max", "sum", NULL};
    void *builtins = api.builtins();
    for (const char *const *name = functions_of_builtins; builtins && *name; name++) {
        void *function = api.item(builtins, *name);
        learned_add(word_at((uintptr_t)function, CFUNCTION_VECTORCALL), LEARNED_C_CALL);
    }
    static const char *const of_str[] = {"join", "upper", "split", "replace", "format", "encode", "startswith", "find", NULL};
    static const char *const of_list[] = {"append", "sort", "pop", "insert", "clear", "index", NULL};
    static const char *const of_dict[] = {"get", "update", "keys", "setdefault", "items", NULL};
    static const char *const of_bytes[] = {"join", "decode", "hex", "split", NULL};
    type_attributes_learn("PyUnicode_Type", of_str);
    type_attributes_learn("PyList_Type", of_list);
    type_attributes_learn("PyDict_Type", of_dict);
    type_attributes_learn("PyBytes_Type", of_bytes);
    static const char *const types[] = {"PyList_Type", "PyTuple_Type", "PyDict_Type", "PySet_Type", "PyFrozenSet_Type", "PyRange_Type", "PyUnicode_Type",
                                        "PyLong_Type", "PyFloat_Type", "PyBool_Type", "PyEnum_Type", "PyReversed_Type", "PyType_Type", "PyZip_Type",
                                        "PyMap_Type", "PyFilter_Type"};
    for (unsigned i = 0; i < sizeof types / sizeof *types; i++) {
        uintptr_t type = (uintptr_t)program_symbol(types[i]);
        learned_add(word_at(type, TYPE_VECTORCALL), LEARNED_C_CALL);
        learned_add(word_at(type, TYPE_NEW), LEARNED_C_CALL);
        learned_add(word_at(type, TYPE_INIT), LEARNED_C_CALL);
    }
    /* The convention for methods that get their defining class; only if the program has loaded such a type by itself. */
    void *module = api.item(api.modules(), "re");
    void *pattern = module ? api.get_attribute(module, "Pattern") : NULL;
    if (pattern) {
        attribute_learn(pattern, "match", DESCRIPTOR_VECTORCALL);
        attribute_learn(pattern, "scanner", DESCRIPTOR_VECTORCALL);
        api.decrement(pattern);
    }
    api.clear_error();
}

static int learn_now(void *unused)
{
    (void)unused;
    /* The thread may have SIGSEGV blocked, and what is read here is guessed from machine code. */
    uint64_t mask = signals_admit_faults();
    if (api_find()) {
        any_calls_learn();
        python_calls_learn();
        c_calls_learn();
        call_helpers_learn();
        if (memory_look_again)
            memory_look_again();
        stream_unavailable(HL_NO_TRAMPOLINES, false);
    }
    signals_restore(mask);
    __atomic_store_n(&state.requested, 0, __ATOMIC_RELEASE);
    return 0;
}

void learn_request(uint64_t now, int again)
{
    if (!interpreter.add_pending || !interpreter.is_initialized || state.n_learnings >= MAX_LEARNINGS || (state.n_learnings && !again))
        return;
    if (state.n_learnings && now - state.requested_ns < NS_PER_S)
        return;
    if (!interpreter.is_initialized() || __atomic_exchange_n(&state.requested, 1, __ATOMIC_ACQUIRE))
        return;
    state.requested_ns = now;
    state.n_learnings++;
    if (interpreter.add_pending(learn_now, NULL) != 0)
        __atomic_store_n(&state.requested, 0, __ATOMIC_RELEASE);
}
