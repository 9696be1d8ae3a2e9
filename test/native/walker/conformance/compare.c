/* Walks a thread of this process and asks the interpreter about the same moment, while the caller holds the GIL.
 *
 * Loaded by ctypes as a PyDLL, so that nobody else runs Python between the two. The interpreter's functions are declared here: its headers are
 * each of one version, this is for all.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The thread waits for a lock or for the GIL: what its frames refer to is there, and a fault is a fault of the walker. */
static inline int mem_read4(uint32_t *destination, uintptr_t address)
{
	memcpy(destination, (const void *)address, 4);
	return 0;
}

static inline int mem_read8(uint64_t *destination, uintptr_t address)
{
	memcpy(destination, (const void *)address, 8);
	return 0;
}

#include "walker/walk.h"

typedef struct some *object;

object PyObject_CallObject(object callable, object arguments);
object PyObject_GetAttrString(object from, const char *name);
object PyDict_GetItem(object dictionary, object key);
object PyList_New(ptrdiff_t size);
object Py_BuildValue(const char *format, ...);
int PyList_Append(object list, object item);
void Py_IncRef(object it);
void Py_DecRef(object it);
extern struct some _Py_NoneStruct;

static int append(object list, object item)
{
	int failed = !item || PyList_Append(list, item);
	if (item)
		Py_DecRef(item);
	return failed;
}

/* (code, f_lasti, f_lineno) of each frame, leaf first. */
static object shown(object current_frames, object thread)
{
	object list = PyList_New(0), frames = PyObject_CallObject(current_frames, NULL);
	object frame = frames ? PyDict_GetItem(frames, thread) : NULL;
	int failed = !frame;
	if (frame)
		Py_IncRef(frame);
	while (frame && frame != &_Py_NoneStruct && !failed) {
		object code = PyObject_GetAttrString(frame, "f_code"), last = PyObject_GetAttrString(frame, "f_lasti");
		object line = PyObject_GetAttrString(frame, "f_lineno"), back = PyObject_GetAttrString(frame, "f_back");
		failed = !code || !last || !line || !back || append(list, Py_BuildValue("(NNN)", code, last, line));
		Py_DecRef(frame);
		frame = back;
	}
	if (frame)
		Py_DecRef(frame);
	if (frames)
		Py_DecRef(frames);
	if (!failed)
		return list;
	Py_DecRef(list);
	return NULL;
}

/* (status, [(code's address, offset)], [(code, f_lasti, f_lineno)]); None when the thread has no frames. */
object compare(object current_frames, object thread, unsigned version, uint64_t tstate, uint64_t code_type)
{
	static struct raw_frame frames[WALK_MAX_FRAMES];
	const struct py_layout *layout = layout_find(version);
	unsigned n = 0;
	if (!layout)
		return NULL;
	enum walk_status status = walk_thread(layout, tstate, code_type, frames, WALK_MAX_FRAMES, &n);
	object walked = PyList_New(0);
	for (unsigned i = 0; i < n; i++)
		if (append(walked, Py_BuildValue("(KI)", (unsigned long long)frames[i].code, frames[i].offset)))
			return NULL;
	object expected = shown(current_frames, thread);
	return expected ? Py_BuildValue("(INN)", (unsigned)status, walked, expected) : NULL;
}
