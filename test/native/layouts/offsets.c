/* Compares a row of layouts.c with the internal headers of one CPython version: "ok <field>" or "FAIL <field> <in the row> <in the headers>". */
#define Py_BUILD_CORE 1
#include <Python.h>

#include <stddef.h>
#include <stdio.h>

#if PY_VERSION_HEX >= 0x030b0000
#include "internal/pycore_frame.h"
#else
#include <frameobject.h>
#endif

#include "walker/layout.h"

static int failures;

static void check(const char *field, long in_row, long in_headers)
{
	printf("%s %s %ld %ld\n", in_row == in_headers ? "ok" : "FAIL", field, in_row, in_headers);
	failures += in_row != in_headers;
}

#define CHECK(field, type, member) check(#field, row->field, (long)offsetof(type, member))

int main(void)
{
	const struct py_layout *row = layout_find(PY_VERSION_HEX >> 16);
	if (!row) {
		printf("FAIL no row for %s\n", PY_VERSION);
		return 1;
	}
	check("version", row->version, PY_VERSION_HEX >> 16);
	CHECK(function_code, PyFunctionObject, func_code);
	check("object of a weak reference", 16, offsetof(PyWeakReference, wr_object));
	check("members of a set", 24, offsetof(PySetObject, used));
	check("mask of a set", 32, offsetof(PySetObject, mask));
	check("table of a set", 40, offsetof(PySetObject, table));
	check("name of a type", 24, offsetof(PyTypeObject, tp_name));
	CHECK(tstate_thread_id, PyThreadState, thread_id);
	CHECK(code_filename, PyCodeObject, co_filename);
	CHECK(code_first_line, PyCodeObject, co_firstlineno);
	check("text_ascii", row->text_ascii, sizeof(PyASCIIObject));
	check("text_compact", row->text_compact, sizeof(PyCompactUnicodeObject));
	check("type of an object", 8, offsetof(PyObject, ob_type));
	check("deallocator of a type", 48, offsetof(PyTypeObject, tp_dealloc));
	check("size of bytes", 16, offsetof(PyVarObject, ob_size));
	check("data of bytes", 32, offsetof(PyBytesObject, ob_sval));
	check("length of a string", 16, offsetof(PyASCIIObject, length));
	check("state of a string", 32, offsetof(PyASCIIObject, state));
#if PY_VERSION_HEX >= 0x030b0000
	CHECK(frame_locals, struct _PyInterpreterFrame, localsplus);
	CHECK(frame_stack_top, struct _PyInterpreterFrame, stacktop);
	check("stack_kind", row->stack_kind, STACK_OFFSET);
	CHECK(coroutine_frame, PyGenObject, gi_iframe);
	CHECK(coroutine_state, PyGenObject, gi_frame_state);
	CHECK(code_locals, PyCodeObject, co_nlocalsplus);
	CHECK(code_name, PyCodeObject, co_qualname);
	CHECK(code_line_table, PyCodeObject, co_linetable);
	CHECK(code_instructions, PyCodeObject, co_code_adaptive);
	CHECK(frame_previous, struct _PyInterpreterFrame, previous);
	CHECK(frame_owner, struct _PyInterpreterFrame, owner);
	check("instruction_kind", row->instruction_kind, INSTRUCTION_POINTER);
	check("line_table_kind", row->line_table_kind, 3);
#if PY_VERSION_HEX >= 0x030c0000
	check("frame_owner_entry", row->frame_owner_entry, FRAME_OWNED_BY_CSTACK);
#else
	check("frame_owner_entry", row->frame_owner_entry, FRAME_OWNED_BY_FRAME_OBJECT + 1);
#endif
#if PY_VERSION_HEX >= 0x030d0000
	CHECK(tstate_frame, PyThreadState, current_frame);
	CHECK(frame_code, struct _PyInterpreterFrame, f_executable);
	CHECK(frame_instruction, struct _PyInterpreterFrame, instr_ptr);
	check("cframe_current", row->cframe_current, -1);
#else
	CHECK(tstate_frame, PyThreadState, cframe);
	CHECK(cframe_current, _PyCFrame, current_frame);
	CHECK(cframe_previous, _PyCFrame, previous);
	CHECK(frame_code, struct _PyInterpreterFrame, f_code);
	CHECK(frame_instruction, struct _PyInterpreterFrame, prev_instr);
#endif
#else
	CHECK(tstate_frame, PyThreadState, frame);
	CHECK(frame_locals, struct _frame, f_localsplus);
	CHECK(frame_stack, struct _frame, f_valuestack);
	CHECK(coroutine_frame, PyGenObject, gi_frame);
	check("coroutine_state", row->coroutine_state, 0);
	CHECK(code_name, PyCodeObject, co_name);
	CHECK(code_instructions, PyCodeObject, co_code);
	CHECK(frame_previous, struct _frame, f_back);
	CHECK(frame_code, struct _frame, f_code);
	CHECK(frame_instruction, struct _frame, f_lasti);
	check("cframe_current", row->cframe_current, -1);
	check("frame_owner", row->frame_owner, -1);
#if PY_VERSION_HEX >= 0x030a0000
	CHECK(frame_stack_top, struct _frame, f_stackdepth);
	check("stack_kind", row->stack_kind, STACK_DEPTH);
	CHECK(code_line_table, PyCodeObject, co_linetable);
	check("instruction_kind", row->instruction_kind, INSTRUCTION_UNITS);
	check("line_table_kind", row->line_table_kind, 2);
#else
	CHECK(frame_stack_top, struct _frame, f_stacktop);
	check("stack_kind", row->stack_kind, STACK_POINTER);
	CHECK(code_line_table, PyCodeObject, co_lnotab);
	check("instruction_kind", row->instruction_kind, INSTRUCTION_BYTES);
	check("line_table_kind", row->line_table_kind, 1);
#endif
#endif
	return failures != 0;
}
