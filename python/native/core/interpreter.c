#include "interpreter.h"

#include "../unwind/eval_range.h"
#include "../unwind/objects.h"
#include "../readers/mem_self.h"
#include "real.h"

#include <pthread.h>

struct interpreter interpreter;

/* "3.8.18 (default, …)" -> 0x03081200 */
static uint32_t version_parse(const char *text)
{
    uint32_t parts[3] = {0};
    for (unsigned i = 0; i < 3; i++) {
        while (*text >= '0' && *text <= '9')
            parts[i] = parts[i] * 10 + (uint32_t)(*text++ - '0');
        if (*text != '.')
            break;
        text++;
    }
    return parts[0] << 24 | parts[1] << 16 | parts[2] << 8 | 0xf0;
}

static uint32_t version_find(void)
{
    const unsigned long *number = program_symbol("Py_Version");
    if (number)
        return (uint32_t)*number;
    const char *(*text)(void) = (const char *(*)(void))program_symbol("Py_GetVersion");
    return text ? version_parse(text()) : 0;
}

/* A build without the GIL has other layouts and another allocator: nothing of it is touched. It says so in the head of _PyRuntime (_Py_DebugOffsets:
 * cookie, version, free_threaded). */
static bool is_free_threaded(const void *runtime, uint32_t version)
{
    static const char cookie[] = "xdebugpy";
    uint64_t head[3] = {0};
    return version >= 0x030d0000 && !mem_load_bytes(head, (uint64_t)runtime, sizeof head) && head[0] == *(const uint64_t *)cookie && head[2];
}

bool interpreter_find(void)
{
    if (!program_symbol("_PyRuntime"))
        return false;
    interpreter.version = version_find();
    if (interpreter.version >> 24 != 3)
        return false;
    interpreter.layout = layout_find(interpreter.version >> 16);
    interpreter.code_type = (uintptr_t)program_symbol("PyCode_Type");
    interpreter.thread_state = (void *(*)(void))program_symbol("PyGILState_GetThisThreadState");
    if (interpreter.version >> 16 <= 0x030b)
        interpreter.holder_state = (void *(*)(void))program_symbol("_PyThreadState_UncheckedGet");
    interpreter.is_initialized = (int (*)(void))program_symbol("Py_IsInitialized");
    interpreter.add_pending = (int (*)(int (*)(void *), void *))program_symbol("Py_AddPendingCall");
    interpreter.eval = (uintptr_t)program_symbol("_PyEval_EvalFrameDefault");
    if (!interpreter.code_type || !interpreter.thread_state || is_free_threaded(program_symbol("_PyRuntime"), interpreter.version))
        interpreter.layout = NULL;
    const struct object *object = interpreter.eval ? objects_find(interpreter.eval) : NULL;
    interpreter.object_id = object ? object->id : 0;
    if (interpreter.eval)
        interpreter.eval_size = program_symbol_size((const void *)interpreter.eval);
    interpreter.has_eval_range = object && eval_range_init(interpreter.eval, interpreter.eval_size);
    return true;
}

uintptr_t interpreter_thread_state(void)
{
    if (interpreter.holder_state) {
        /* Up to 3.11 the thread-specific key names the main interpreter's state while a subinterpreter runs. */
        uintptr_t state = (uintptr_t)interpreter.holder_state();
        uint64_t owner;
        if (state && !mem_read8(&owner, state + interpreter.layout->tstate_thread_id) && owner == (uint64_t)pthread_self())
            return state;
    }
    return (uintptr_t)interpreter.thread_state();
}
