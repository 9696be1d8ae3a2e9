/* Reads what a code object says about itself, by the includer's mem_read4/mem_read8. Only compact one-byte strings, as the recorded programs have. */
#ifndef HEATLINE_TEST_DESCRIBE_H
#define HEATLINE_TEST_DESCRIBE_H

#include "walker/layout.h"

#include <stdint.h>

#define DESCRIPTION_TEXT 256u
#define DESCRIPTION_TABLE 4096u

struct description {
	char name[DESCRIPTION_TEXT], filename[DESCRIPTION_TEXT];
	uint32_t first_line, table_size;
	uint8_t table[DESCRIPTION_TABLE + 8];
};

static inline int bytes_read(uint8_t *to, uint64_t from, uint64_t size)
{
	for (uint64_t i = 0; i < size; i++) {
		uint32_t word;
		if (mem_read4(&word, (from + i) & ~3ull))
			return -1;
		to[i] = (uint8_t)(word >> (8 * ((from + i) & 3)));
	}
	return 0;
}

static inline int text_describe(const struct py_layout *layout, uint64_t text, char *to)
{
	uint64_t length;
	if (mem_read8(&length, text + 16) || length >= DESCRIPTION_TEXT)
		return -1;
	to[length] = 0;
	return bytes_read((uint8_t *)to, text + layout->text_ascii, length);
}

static inline int code_describe(const struct py_layout *layout, uint64_t code, struct description *to)
{
	uint64_t name, filename, table, size;
	if (mem_read8(&name, code + layout->code_name) || mem_read8(&filename, code + layout->code_filename) ||
	    mem_read8(&table, code + layout->code_line_table) || mem_read4(&to->first_line, code + layout->code_first_line))
		return -1;
	if (text_describe(layout, name, to->name) || text_describe(layout, filename, to->filename))
		return -1;
	if (mem_read8(&size, table + 16) || size > DESCRIPTION_TABLE)
		return -1;
	to->table_size = (uint32_t)size;
	return bytes_read(to->table, table + 32, size);
}

#endif
