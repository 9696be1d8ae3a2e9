#include "tasks.h"

#include "../readers/mem_self.h"
#include "../walker/walk.h"
#include "format.h"
#include "interpreter.h"
#include "real.h"
#include "stream.h"
#include "system.h"
#include "text.h"
#include "timers.h"
#include "tree.h"

#include <errno.h>
#include <stddef.h>

/* Of public structures; they have not moved from 3.8 to 3.13. */
#define OBJECT_TYPE 8u
#define TYPE_NAME 24u
#define SET_USED 24u
#define SET_MASK 32u
#define SET_TABLE 40u
#define SET_ENTRY 16u
#define REFERENCE_OBJECT 16u
/* The first field of each object that stands between two coroutines. */
#define WRAPPED 16u
#define FUTURE_CALLBACK 24u
/* Where fields of a task may be. */
#define TASK_FIRST 16u
#define TASK_LAST 256u

#define MOST_TASKS 1000u
#define MOST_FRAMES WALK_MAX_FRAMES
#define MOST_SLOTS (1u << 26)
#define TALLIES 2048u
#define LOOK_MOST_NS 3000000u
#define NAME_MAX 32u
#define TYPES 16u

static struct {
    enum tasks_state state;
    uint64_t tasks; /* the set in asyncio's WeakSet; we hold a reference */
    uint64_t task_type, reference_type, set_type, function_type;
    unsigned loop, coroutine, waiter;
} known;

enum type_kind { TYPE_OTHER = 1, TYPE_COROUTINE, TYPE_WRAPPER, TYPE_TASK };
static struct {
    uint64_t type;
    enum type_kind kind;
} types[TYPES];

static struct {
    uint64_t key; /* node << 8 | class; 0: free */
    uint32_t n;
} tallies[TALLIES];

enum tasks_state tasks_state(void)
{
    return __atomic_load_n(&known.state, __ATOMIC_ACQUIRE);
}

void tasks_reset(void)
{
    for (unsigned i = 0; i < TALLIES; i++)
        if (tallies[i].key)
            tallies[i].key = 0;
}

static uint64_t word_at(uint64_t address)
{
    uint64_t word;
    return walk_plausible(address & ~7ull) && !mem_read8(&word, address) ? word : 0;
}

static uint64_t type_of(uint64_t object)
{
    return walk_plausible(object) ? word_at(object + OBJECT_TYPE) : 0;
}

/* ---- from a task to what it waits for ---- */

static enum type_kind type_read(uint64_t type)
{
    static const struct {
        const char *name;
        enum type_kind kind;
    } names[] = {{"coroutine", TYPE_COROUTINE},        {"generator", TYPE_COROUTINE},           {"async_generator", TYPE_COROUTINE},
                 {"coroutine_wrapper", TYPE_WRAPPER},  {"async_generator_asend", TYPE_WRAPPER}, {"async_generator_athrow", TYPE_WRAPPER},
                 {"anext_awaitable", TYPE_WRAPPER},    {"_asyncio.Task", TYPE_TASK},            {"Task", TYPE_TASK},
                 {"_GatheringFuture", TYPE_TASK}};
    char name[NAME_MAX];
    uint64_t text = word_at(type + TYPE_NAME), i = 0;
    do {
        if (mem_load_bytes(&name[i], text + i, 1))
            return TYPE_OTHER;
    } while (name[i] && ++i < NAME_MAX);
    if (i == NAME_MAX)
        return TYPE_OTHER;
    for (i = 0; i < sizeof names / sizeof *names; i++)
        if (text_equal(name, names[i].name))
            return names[i].kind;
    return TYPE_OTHER;
}

static enum type_kind kind_of(uint64_t object)
{
    uint64_t type = type_of(object);
    if (!type)
        return TYPE_OTHER;
    unsigned at = (unsigned)(type >> 4) % TYPES;
    if (types[at].type != type) {
        types[at].kind = type_read(type);
        types[at].type = type;
    }
    return types[at].kind;
}

/* What a suspended frame awaits: the top of its stack. 0: nothing that is known. */
static uint64_t awaited(uint64_t frame, uint64_t code)
{
    const struct py_layout *layout = interpreter.layout;
    uint64_t bottom, top;
    int32_t depth, locals;
    if (layout->stack_kind == STACK_OFFSET) {
        if (mem_load4(&depth, frame + layout->frame_stack_top) || mem_load4(&locals, code + layout->code_locals) || depth <= locals || locals < 0)
            return 0;
        return word_at(frame + layout->frame_locals + 8 * (uint64_t)(depth - 1));
    }
    if (mem_read8(&bottom, frame + layout->frame_stack))
        return 0;
    if (layout->stack_kind == STACK_POINTER)
        return !mem_read8(&top, frame + layout->frame_stack_top) && top > bottom ? word_at(top - 8) : 0;
    return !mem_load4(&depth, frame + layout->frame_stack_top) && depth > 0 ? word_at(bottom + 8 * (uint64_t)(depth - 1)) : 0;
}

/* The frames from a task's coroutine to the innermost one, in that order; returns how many. */
static unsigned chain_walk(uint64_t object, struct raw_frame *frames)
{
    const struct py_layout *layout = interpreter.layout;
    unsigned n = 0;
    for (unsigned step = 0; step < 2 * MOST_FRAMES && n < MOST_FRAMES; step++) {
        enum type_kind kind = kind_of(object);
        if (kind == TYPE_WRAPPER) {
            object = word_at(object + WRAPPED);
            continue;
        }
        if (kind != TYPE_COROUTINE)
            break;
        uint64_t frame = object + layout->coroutine_frame;
        uint32_t word = 0;
        if (!layout->coroutine_state)
            frame = word_at(frame);
        else if (mem_load4(&word, object + (layout->coroutine_state & ~3u)))
            break;
        int8_t state = layout->coroutine_state ? (int8_t)(word >> 8 * (layout->coroutine_state & 3)) : -1;
        uint64_t code = state < 0 && walk_plausible(frame) ? word_at(frame + layout->frame_code) : 0;
        if (type_of(code) != interpreter.code_type || walk_offset(layout, frame, code, &frames[n].offset))
            break;
        frames[n++].code = code;
        if (state != -1)
            break;
        object = awaited(frame, code);
    }
    return n;
}

/* What kind of future it is that nobody has an answer for yet. */
static uint32_t class_of(uint64_t future, uint8_t *scratch)
{
    if (kind_of(future) == TYPE_TASK)
        return HL_CLASS_AWAIT_TASK;
    /* A future that stands for one of an executor's is told by its first callback, which cancels that one. */
    uint64_t callback = word_at(future + FUTURE_CALLBACK);
    uint64_t code = type_of(callback) == known.function_type ? word_at(callback + interpreter.layout->function_code) : 0;
    if (type_of(code) == interpreter.code_type && codes_is_executor_callback(codes_find(code, scratch)))
        return HL_CLASS_AWAIT_EXECUTOR;
    return HL_CLASS_AWAIT_FUTURE;
}

static void task_tally(struct thread *thread, uint32_t root, uint64_t task, uint64_t future)
{
    unsigned n = chain_walk(word_at(task + known.coroutine), thread->frames);
    uint32_t node = root;
    for (unsigned i = 0; i < n && node; i++)
        node = tree_python(node, codes_find(thread->frames[i].code, thread->scratch), thread->frames[i].offset);
    if (!node) {
        stream_count(HL_COUNT_TASKS_NO_ROOM, 1);
        return;
    }
    uint64_t key = (uint64_t)node << 8 | class_of(future, thread->scratch);
    unsigned at = (unsigned)number_hash(key) % TALLIES;
    while (tallies[at].key && tallies[at].key != key)
        at = (at + 1) % TALLIES;
    tallies[at].n = tallies[at].key ? tallies[at].n + 1 : 1;
    tallies[at].key = key;
}

/* `factor`: how many tasks each one that was looked at stands for. */
static void tallies_store(uint64_t weight_ns, double chance, double factor)
{
    double weight_us = (double)weight_ns / 1000 * factor;
    for (unsigned i = 0; i < TALLIES; i++) {
        if (!tallies[i].key)
            continue;
        double n = tallies[i].n, square = weight_us * weight_us * (n * n * (1 - chance) + n * (1 - 1 / factor));
        if (!tree_add((uint32_t)(tallies[i].key >> 8), (uint32_t)tallies[i].key & 0xff, (uint64_t)((double)weight_ns * factor * n), (uint64_t)square, 1))
            stream_count(HL_COUNT_TASKS_NO_ROOM, 1);
        tallies[i].key = 0;
    }
}

void tasks_record(struct thread *thread, uint64_t loop, uint64_t weight_ns, double chance)
{
    uint64_t mask, table, began = mono_ns();
    uint32_t root = tree_tasks(tree_thread(thread->row_index));
    unsigned found = 0;
    if (!root || mem_read8(&mask, known.tasks + SET_MASK) || mem_read8(&table, known.tasks + SET_TABLE) || (mask & (mask + 1)) || mask >= MOST_SLOTS)
        return;
    /* An odd step visits every slot of the table once, in an order that has nothing to do with the tasks'. */
    uint64_t size = mask + 1, at = random_below(thread, size), step = random_below(thread, size) | 1, visited = 0;
    for (; visited < size && found < MOST_TASKS; visited++, at += step) {
        if (visited % 64 == 63 && mono_ns() - began > LOOK_MOST_NS)
            break;
        uint64_t reference = word_at(table + (at & mask) * SET_ENTRY);
        if (!reference || type_of(reference) != known.reference_type)
            continue;
        uint64_t task = word_at(reference + REFERENCE_OBJECT);
        if (!walk_plausible(task) || word_at(task + known.loop) != loop)
            continue;
        uint64_t future = word_at(task + known.waiter);
        if (!future)
            continue;
        task_tally(thread, root, task, future);
        found++;
    }
    /* What is remembered of this thread's stack stays, but the frames are overwritten: they are walked anew each time. */
    tallies_store(weight_ns, chance, visited ? (double)size / (double)visited : 1);
    stream_count(HL_COUNT_TASK_LOOKS, 1);
    stream_count(HL_COUNT_TASKS, found);
}

/* ---- learning, with the GIL held ---- */

static struct {
    int (*take_gil)(void);
    void (*give_gil)(int);
    void *(*modules)(void);
    void *(*item)(void *, const char *);
    void *(*module_dict)(void *);
    void *(*get_attribute)(void *, const char *);
    void (*decrement)(void *);
    void *(*error)(void);
    void (*clear_error)(void);
} api;

static bool api_find(void)
{
    api.take_gil = (int (*)(void))program_symbol("PyGILState_Ensure");
    api.give_gil = (void (*)(int))program_symbol("PyGILState_Release");
    api.modules = (void *(*)(void))program_symbol("PyImport_GetModuleDict");
    api.item = (void *(*)(void *, const char *))program_symbol("PyDict_GetItemString");
    api.module_dict = (void *(*)(void *))program_symbol("PyModule_GetDict");
    api.get_attribute = (void *(*)(void *, const char *))program_symbol("PyObject_GetAttrString");
    api.decrement = (void (*)(void *))program_symbol("Py_DecRef");
    api.error = (void *(*)(void))program_symbol("PyErr_Occurred");
    api.clear_error = (void (*)(void))program_symbol("PyErr_Clear");
    known.reference_type = (uint64_t)program_symbol("_PyWeakref_RefType");
    known.set_type = (uint64_t)program_symbol("PySet_Type");
    known.function_type = (uint64_t)program_symbol("PyFunction_Type");
    return api.take_gil && api.give_gil && api.modules && api.item && api.module_dict && api.get_attribute && api.decrement && api.error &&
           api.clear_error && known.reference_type && known.set_type && known.function_type;
}

/* Of a module that is loaded; borrowed. */
static void *global(const char *module_name, const char *name)
{
    void *module = api.item(api.modules(), module_name), *dictionary = module ? api.module_dict(module) : NULL;
    return dictionary ? api.item(dictionary, name) : NULL;
}

/* Where in a task its attribute is; 0 where it is None, or nowhere. */
static unsigned field_find(uint64_t task, const char *name)
{
    void *value = api.get_attribute((void *)task, name);
    unsigned found = 0;
    for (unsigned at = TASK_FIRST; value && at < TASK_LAST && !found; at += 8)
        if (word_at(task + at) == (uint64_t)value)
            found = at;
    if (value)
        api.decrement(value);
    return found;
}

/* By a task of asyncio's own type, so that its attributes are looked up without running anything of the program. */
static bool fields_learn(void)
{
    uint64_t mask = word_at(known.tasks + SET_MASK), table = word_at(known.tasks + SET_TABLE);
    for (uint64_t at = 0; at <= mask && at < MOST_TASKS; at++) {
        uint64_t reference = word_at(table + at * SET_ENTRY);
        uint64_t task = reference && type_of(reference) == known.reference_type ? word_at(reference + REFERENCE_OBJECT) : 0;
        if (!task || type_of(task) != known.task_type)
            continue;
        known.loop = field_find(task, "_loop");
        known.coroutine = field_find(task, "_coro");
        known.waiter = field_find(task, "_fut_waiter");
        if (known.loop && known.coroutine && known.waiter)
            return true;
    }
    return false;
}

static enum tasks_state learn_now(void)
{
    void *set = global("asyncio.tasks", "_scheduled_tasks"), *weak_set = global("_weakrefset", "WeakSet");
    if (!set)
        set = global("asyncio.tasks", "_all_tasks");
    known.task_type = (uint64_t)global("_asyncio", "Task");
    if (!set || !known.task_type || type_of((uint64_t)set) != (uint64_t)weak_set)
        return TASKS_UNREADABLE;
    if (!known.tasks) {
        void *tasks = api.get_attribute(set, "data");
        if (type_of((uint64_t)tasks) != known.set_type)
            return TASKS_UNREADABLE;
        known.tasks = (uint64_t)tasks;
    }
    return fields_learn() ? TASKS_KNOWN : TASKS_UNKNOWN;
}

void tasks_learn(void)
{
    static int is_learning;
    int error = errno;
    if (__atomic_exchange_n(&is_learning, 1, __ATOMIC_ACQUIRE))
        return;
    enum tasks_state state = TASKS_UNREADABLE;
    if (api_find()) {
        int gil = api.take_gil();
        state = TASKS_UNKNOWN;
        if (!api.error()) {
            state = learn_now();
            api.clear_error();
        }
        api.give_gil(gil);
    }
    __atomic_store_n(&known.state, state, __ATOMIC_RELEASE);
    __atomic_store_n(&is_learning, 0, __ATOMIC_RELEASE);
    errno = error;
}
