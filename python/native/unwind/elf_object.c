#include "elf_object.h"

#include <elf.h>
#include <stddef.h>

#include "byte_reader.h"

/* The usual linkers write 7 to 14 program headers; the kernel takes at most 64 KiB of them. */
#define PROGRAM_HEADERS_MAX 64u
#define NOTES_SIZE_MAX 1024u
#define NOTES_MAX 16u
#define GNU_NAME 0x00554e47u /* "GNU\0" as a little-endian word */

struct load_facts {
    uintptr_t elf_header; /* where file offset 0 is mapped, 0 if it is not */
    uintptr_t hdr_size;   /* of .eh_frame_hdr */
    uintptr_t build_id;   /* its bytes, 0: none or too short to be a mark */
};

static void note_load_segment(struct object *object, struct load_facts *facts, const Elf64_Phdr *header)
{
    uintptr_t start = object->bias + header->p_vaddr;
    uintptr_t end = start + header->p_memsz;
    if (end <= start)
        return;
    if (header->p_offset == 0 && header->p_filesz >= sizeof(Elf64_Ehdr))
        facts->elf_header = start;
    if (object->high == 0 || start < object->low)
        object->low = start;
    if (end > object->high)
        object->high = end;
    if ((header->p_flags & PF_X) == 0)
        return;
    if (object->text_high == 0 || start < object->text_low)
        object->text_low = start;
    if (end > object->text_high)
        object->text_high = end;
}

/* False if unreadable; damaged notes only mean that there is no build id. */
static bool note_build_id(struct object *object, struct load_facts *facts, uintptr_t notes, uint64_t size)
{
    struct byte_reader reader;
    reader_begin(&reader, notes, notes + (size < NOTES_SIZE_MAX ? size : NOTES_SIZE_MAX));
    for (unsigned count = 0; count < NOTES_MAX && !reader_at_end(&reader); count++) {
        uint32_t name_size = reader_u32(&reader);
        uint32_t data_size = reader_u32(&reader);
        uint32_t type = reader_u32(&reader);
        uintptr_t data = reader.at + (((uintptr_t)name_size + 3) & ~(uintptr_t)3);
        if (type == NT_GNU_BUILD_ID && name_size == 4 && reader_u32(&reader) == GNU_NAME && data_size <= OBJECT_BUILD_ID_MAX) {
            for (uint32_t index = 0; index < data_size; index++)
                object->build_id[index] = reader_u8(&reader);
            if (reader.failed)
                return !reader.faulted;
            object->build_id_size = data_size;
            facts->build_id = data_size >= sizeof(uint64_t) ? data : 0;
            return true;
        }
        reader_skip(&reader, data - reader.at + (((uintptr_t)data_size + 3) & ~(uintptr_t)3));
    }
    return !reader.faulted;
}

/*
 * Takes the search table only in the one form that linkers write, and clamped to the size of its segment. False if
 * unreadable, so that a passing fault doesn't leave an entry without unwind data for good.
 */
static bool note_unwind_header(struct object *object, uintptr_t size)
{
    struct byte_reader reader;
    uintptr_t start = object->eh_frame_hdr;
    reader_begin(&reader, start, start + size);
    uint8_t version = reader_u8(&reader);
    uint8_t frame_encoding = reader_u8(&reader);
    uint8_t count_encoding = reader_u8(&reader);
    uint8_t table_encoding = reader_u8(&reader);
    uintptr_t frame = reader_pointer(&reader, frame_encoding, start);
    if (reader.failed || version != 1) {
        object->eh_frame_hdr = 0;
        return !reader.faulted;
    }
    if (frame >= object->low && frame < object->high)
        object->eh_frame = frame;
    uint64_t count = reader_pointer(&reader, count_encoding, start);
    if (reader.failed || count_encoding == POINTER_OMITTED || table_encoding != (POINTER_DATA_RELATIVE | POINTER_SDATA4))
        return !reader.faulted;
    uint64_t room = (start + size - reader.at) / 8;
    object->search_count = (uint32_t)(count < room ? count : room);
    object->search_table = object->search_count > 0 ? reader.at : 0;
    return true;
}

static bool add_mark(struct object *object, uintptr_t at)
{
    struct object_mark *mark = &object->marks[object->mark_count++];
    mark->at = at;
    return mem_read8(&mark->value, at) == 0;
}

/*
 * The build id tells any two objects apart. Without one: the file offset of the section table (it moves with the file's
 * size) and the place of .eh_frame with its entry count, which only objects that unwind alike can share.
 */
static bool take_marks(struct object *object, const struct load_facts *facts)
{
    if (facts->build_id != 0)
        return add_mark(object, facts->build_id);
    if (facts->elf_header != 0 && !add_mark(object, facts->elf_header + offsetof(Elf64_Ehdr, e_shoff)))
        return false;
    if (object->eh_frame_hdr != 0 && !add_mark(object, object->eh_frame_hdr + 4))
        return false;
    return object->mark_count > 0;
}

_Static_assert(sizeof(struct object) % sizeof(memory_word) == 0, "struct object is cleared and copied by words");

bool elf_object_describe(struct object *object, uintptr_t bias, uintptr_t headers, unsigned header_count)
{
    memory_clear_words(object, sizeof *object / sizeof(memory_word));
    object->bias = bias;
    if (header_count > PROGRAM_HEADERS_MAX)
        header_count = PROGRAM_HEADERS_MAX;
    struct load_facts facts = {0, 0, 0};
    for (unsigned index = 0; index < header_count; index++) {
        Elf64_Phdr header;
        if (memory_read_words(&header, headers + index * sizeof header, sizeof header / sizeof(memory_word)) != 0)
            return false;
        if (header.p_type == PT_LOAD) {
            note_load_segment(object, &facts, &header);
        } else if (header.p_type == PT_GNU_EH_FRAME) {
            object->eh_frame_hdr = bias + header.p_vaddr;
            facts.hdr_size = header.p_memsz;
        } else if (header.p_type == PT_NOTE && object->build_id_size == 0) {
            if (!note_build_id(object, &facts, bias + header.p_vaddr, header.p_memsz))
                return false;
        }
    }
    if (object->text_high == 0)
        return false;
    if (object->eh_frame_hdr != 0 && (object->eh_frame_hdr < object->low || facts.hdr_size > object->high - object->eh_frame_hdr))
        object->eh_frame_hdr = 0;
    if (object->eh_frame_hdr != 0 && !note_unwind_header(object, facts.hdr_size))
        return false;
    return take_marks(object, &facts);
}

bool elf_object_describe_at(struct object *object, uintptr_t bias)
{
    Elf64_Ehdr header;
    if (memory_read_words(&header, bias, sizeof header / sizeof(memory_word)) != 0)
        return false;
    if (header.e_ident[EI_MAG0] != ELFMAG0 || header.e_ident[EI_MAG1] != ELFMAG1 || header.e_ident[EI_MAG2] != ELFMAG2 ||
        header.e_ident[EI_MAG3] != ELFMAG3 || header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_X86_64)
        return false;
    if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phoff > MEMORY_PAGE)
        return false;
    return elf_object_describe(object, bias, bias + header.e_phoff, header.e_phnum);
}

bool elf_object_is_mapped(const struct object *object)
{
    for (unsigned index = 0; index < object->mark_count; index++) {
        uint64_t now;
        if (mem_read8(&now, object->marks[index].at) != 0 || now != object->marks[index].value)
            return false;
    }
    return true;
}
