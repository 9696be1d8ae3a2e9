/*
 * Describes one mapped ELF object from its program headers, by guarded reads only.
 *
 * Thread and signal safety: pure; may run in a signal handler while the object is being unmapped (then it fails).
 */
#ifndef HEATLINE_UNWIND_ELF_OBJECT_H
#define HEATLINE_UNWIND_ELF_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "objects.h"

/* Fills all but id and name. False: unreadable, not x86-64 ELF, or without executable range. */
bool elf_object_describe(struct object *object, uintptr_t bias, uintptr_t headers, unsigned header_count);

/* The same for an object whose ELF header lies at bias (every shared object that the usual linkers make). */
bool elf_object_describe_at(struct object *object, uintptr_t bias);

/* Whether the object's marks are still mapped and unchanged. */
bool elf_object_is_mapped(const struct object *object);

#endif
