/* Who started this process, as far as /proc says. Ordinary context. */
#ifndef HEATLINE_ANCESTORS_H
#define HEATLINE_ANCESTORS_H

#include <stdint.h>

/* Process ids from the parent on, at most eight, with spaces between; returns the length, 0 when nothing can be read. */
uint32_t ancestors_text(char *text, uint32_t capacity);

#endif
