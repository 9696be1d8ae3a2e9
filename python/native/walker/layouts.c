#include "layout.h"

#include <stddef.h>

static const struct py_layout layouts[] = {
    {
        .version = 0x0308, .tstate_frame = 24, .tstate_thread_id = 176, .cframe_current = -1, .cframe_previous = -1,
        .frame_previous = 24, .frame_code = 32, .frame_instruction = 104, .frame_owner = -1,
        .instruction_kind = INSTRUCTION_BYTES, .code_filename = 104, .code_name = 112, .code_first_line = 40,
        .frame_locals = 360, .frame_stack = 64, .frame_stack_top = 72, .stack_kind = STACK_POINTER, .coroutine_frame = 16, .coroutine_state = 0, .function_code = 16,
        .code_line_table = 120, .code_instructions = 48,
        .code_calls = 168, .code_calls_size = 4, .line_table_kind = 1, .text_ascii = 48, .text_compact = 72,
    },
    {
        .version = 0x0309, .tstate_frame = 24, .tstate_thread_id = 176, .cframe_current = -1, .cframe_previous = -1,
        .frame_previous = 24, .frame_code = 32, .frame_instruction = 104, .frame_owner = -1,
        .instruction_kind = INSTRUCTION_BYTES, .code_filename = 104, .code_name = 112, .code_first_line = 40,
        .frame_locals = 360, .frame_stack = 64, .frame_stack_top = 72, .stack_kind = STACK_POINTER, .coroutine_frame = 16, .coroutine_state = 0, .function_code = 16,
        .code_line_table = 120, .code_instructions = 48,
        .code_calls = 168, .code_calls_size = 4, .line_table_kind = 1, .text_ascii = 48, .text_compact = 72,
    },
    {
        .version = 0x030a, .tstate_frame = 24, .tstate_thread_id = 176, .cframe_current = -1, .cframe_previous = -1,
        .frame_previous = 24, .frame_code = 32, .frame_instruction = 96, .frame_owner = -1,
        .instruction_kind = INSTRUCTION_UNITS, .code_filename = 104, .code_name = 112, .code_first_line = 40,
        .frame_locals = 352, .frame_stack = 64, .frame_stack_top = 80, .stack_kind = STACK_DEPTH, .coroutine_frame = 16, .coroutine_state = 0, .function_code = 48,
        .code_line_table = 120, .code_instructions = 48,
        .code_calls = 168, .code_calls_size = 4, .line_table_kind = 2, .text_ascii = 48, .text_compact = 72,
    },
    {
        .version = 0x030b, .tstate_frame = 56, .tstate_thread_id = 152, .cframe_current = 8, .cframe_previous = 16,
        .frame_previous = 48, .frame_code = 32, .frame_instruction = 56, .frame_owner = 69, .frame_owner_entry = 3,
        .instruction_kind = INSTRUCTION_POINTER, .code_filename = 112, .code_name = 128, .code_first_line = 72,
        .frame_locals = 72, .frame_stack = 0, .frame_stack_top = 64, .stack_kind = STACK_OFFSET, .coroutine_frame = 80, .coroutine_state = 75, .function_code = 48, .code_locals = 76,
        .code_line_table = 136, .code_instructions = 184,
        .code_calls = 52, .code_calls_size = 2, .line_table_kind = 3, .text_ascii = 48, .text_compact = 72,
    },
    {
        .version = 0x030c, .tstate_frame = 56, .tstate_thread_id = 136, .cframe_current = 0, .cframe_previous = 8,
        .frame_previous = 8, .frame_code = 0, .frame_instruction = 56, .frame_owner = 70, .frame_owner_entry = 3,
        .instruction_kind = INSTRUCTION_POINTER, .code_filename = 112, .code_name = 128, .code_first_line = 68,
        .frame_locals = 72, .frame_stack = 0, .frame_stack_top = 64, .stack_kind = STACK_OFFSET, .coroutine_frame = 72, .coroutine_state = 67, .function_code = 48, .code_locals = 72,
        .code_line_table = 136, .code_instructions = 192, .line_table_kind = 3, .text_ascii = 40, .text_compact = 56,
    },
    {
        .version = 0x030d, .tstate_frame = 72, .tstate_thread_id = 152, .cframe_current = -1, .cframe_previous = -1,
        .frame_previous = 8, .frame_code = 0, .frame_instruction = 56, .frame_owner = 70, .frame_owner_entry = 3,
        .instruction_kind = INSTRUCTION_POINTER, .shim_offset_end = 8, .code_filename = 112, .code_name = 128, .code_first_line = 68,
        .frame_locals = 72, .frame_stack = 0, .frame_stack_top = 64, .stack_kind = STACK_OFFSET, .coroutine_frame = 72, .coroutine_state = 67, .function_code = 48, .code_locals = 72,
        .code_line_table = 136, .code_instructions = 200, .line_table_kind = 3, .text_ascii = 40, .text_compact = 56,
    },
};

const struct py_layout *layout_find(unsigned version)
{
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (layouts[i].version == version)
            return &layouts[i];
    return NULL;
}
