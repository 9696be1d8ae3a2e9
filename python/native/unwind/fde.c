#include "fde.h"

#include <stddef.h>

#include "byte_reader.h"

/* The largest entries seen are those of interpreter loops, about 10 KiB. */
#define ENTRY_SIZE_MAX 65536u
/* Only objects without a usable search table are scanned; each step costs about 10 ns. */
#define SCANNED_ENTRIES_MAX 4096u
#define AUGMENTATION_MAX 8u
/* The return address has column 16 in the x86-64 psABI. */
#define RETURN_COLUMN 16u
/* A binary search over 2^32 entries takes 32 steps. */
#define SEARCH_STEPS_MAX 33u

static enum unwind_status reader_status(const struct byte_reader *reader)
{
    return reader->faulted ? UNWIND_FAULT : UNWIND_BAD_CFI;
}

/*
 * Places the reader behind the length of the entry at `address` and limits it to the entry. False on the terminator
 * and on a length out of bounds (the 64-bit form never occurs in .eh_frame that linkers accept below 4 GiB).
 */
static bool entry_open(struct byte_reader *reader, uintptr_t address)
{
    reader_begin(reader, address, address + ENTRY_SIZE_MAX);
    uint32_t length = reader_u32(reader);
    if (reader->failed || length < 4 || length > ENTRY_SIZE_MAX - 4)
        return false;
    reader->end = reader->at + length;
    return true;
}

/* Letters after 'z', in order; an unknown one makes the rest unreadable. */
static bool augmentation_parse(struct byte_reader *reader, const uint8_t *letters, struct unwind_entry *entry)
{
    for (unsigned index = 1; index < AUGMENTATION_MAX && letters[index] != 0; index++) {
        switch (letters[index]) {
        case 'R': entry->pointer_encoding = reader_u8(reader); break;
        case 'L': reader_u8(reader); break;
        case 'P': {
            uint8_t encoding = reader_u8(reader);
            reader_pointer(reader, encoding & (uint8_t)~POINTER_INDIRECT, 0);
            break;
        }
        case 'S': entry->is_signal_frame = true; break;
        default: return false;
        }
    }
    return !reader->failed;
}

static enum unwind_status cie_parse(uintptr_t address, struct unwind_entry *entry, bool *has_augmentation)
{
    struct byte_reader reader;
    if (!entry_open(&reader, address))
        return reader_status(&reader);
    if (reader_u32(&reader) != 0) /* the id of a CIE in .eh_frame */
        return reader_status(&reader);
    uint8_t version = reader_u8(&reader);
    uint8_t letters[AUGMENTATION_MAX];
    unsigned count = 0;
    do {
        letters[count] = reader_u8(&reader);
    } while (letters[count] != 0 && ++count < AUGMENTATION_MAX);
    if (count == AUGMENTATION_MAX || (version != 1 && version != 3) || (letters[0] != 0 && letters[0] != 'z'))
        return reader_status(&reader);
    entry->code_align = reader_uleb(&reader);
    entry->data_align = reader_sleb(&reader);
    uint64_t column = version == 1 ? reader_u8(&reader) : reader_uleb(&reader);
    entry->pointer_encoding = POINTER_ABSOLUTE;
    entry->is_signal_frame = false;
    *has_augmentation = letters[0] == 'z';
    uintptr_t program = 0;
    if (*has_augmentation) {
        uint64_t size = reader_uleb(&reader);
        if (reader.failed || size > reader.end - reader.at)
            return reader_status(&reader);
        program = reader.at + size;
        if (!augmentation_parse(&reader, letters, entry) || reader.at > program)
            return reader_status(&reader);
    } else {
        program = reader.at;
    }
    if (reader.failed || column != RETURN_COLUMN)
        return reader_status(&reader);
    entry->initial = program;
    entry->initial_end = reader.end;
    return UNWIND_OK;
}

static enum unwind_status fde_parse(const struct object *object, uintptr_t address, struct unwind_entry *entry)
{
    struct byte_reader reader;
    if (address < object->low || address >= object->high)
        return UNWIND_BAD_CFI;
    if (!entry_open(&reader, address))
        return reader_status(&reader);
    uintptr_t pointer_at = reader.at;
    uint32_t to_cie = reader_u32(&reader);
    if (reader.failed || to_cie == 0 || to_cie > pointer_at - object->low)
        return reader_status(&reader);
    bool has_augmentation = false;
    enum unwind_status status = cie_parse(pointer_at - to_cie, entry, &has_augmentation);
    if (status != UNWIND_OK)
        return status;
    entry->start = reader_pointer(&reader, entry->pointer_encoding, object->eh_frame_hdr);
    uintptr_t size = reader_pointer(&reader, entry->pointer_encoding & POINTER_FORMAT_MASK, 0);
    if (has_augmentation)
        reader_skip(&reader, reader_uleb(&reader));
    if (reader.failed || entry->start < object->low || size > object->high - entry->start)
        return reader_status(&reader);
    entry->end = entry->start + size;
    entry->program = reader.at;
    entry->program_end = reader.end;
    return UNWIND_OK;
}

/* The address of the entry with the highest start at or below pc. Written so that compilers need no branch per step. */
static enum unwind_status table_search(const struct object *object, uintptr_t pc, uintptr_t *address)
{
    uintptr_t base = object->search_table;
    uint32_t count = object->search_count;
    uint64_t pair = 0;
    if ((pc - object->eh_frame_hdr + ((uintptr_t)1 << 31)) >> 32 != 0)
        return UNWIND_NO_ENTRY; /* out of reach for the table's offsets */
    int32_t wanted = (int32_t)(pc - object->eh_frame_hdr);
    for (unsigned step = 0; step < SEARCH_STEPS_MAX && count > 1; step++) {
        uint32_t half = count / 2;
        if (mem_read8(&pair, base + (uintptr_t)half * 8) != 0)
            return UNWIND_FAULT;
        base += (int32_t)(uint32_t)pair <= wanted ? (uintptr_t)half * 8 : 0;
        count -= half;
    }
    if (mem_read8(&pair, base) != 0)
        return UNWIND_FAULT;
    if ((int32_t)(uint32_t)pair > wanted)
        return UNWIND_NO_ENTRY;
    *address = object->eh_frame_hdr + (uintptr_t)(intptr_t)(int32_t)(uint32_t)(pair >> 32);
    return UNWIND_OK;
}

static enum unwind_status section_scan(const struct object *object, uintptr_t pc, struct unwind_entry *entry)
{
    uintptr_t at = object->eh_frame;
    for (unsigned count = 0; count < SCANNED_ENTRIES_MAX; count++) {
        struct byte_reader reader;
        if (at < object->low || at >= object->high || !entry_open(&reader, at))
            return UNWIND_NO_ENTRY;
        if (reader_u32(&reader) != 0 && fde_parse(object, at, entry) == UNWIND_OK && pc >= entry->start && pc < entry->end)
            return UNWIND_OK;
        at = reader.end;
    }
    return UNWIND_LIMIT;
}

enum unwind_status fde_find(const struct object *object, uintptr_t pc, struct unwind_entry *entry)
{
    if (object->eh_frame_hdr == 0)
        return UNWIND_NO_ENTRY;
    if (object->search_table == 0)
        return object->eh_frame != 0 ? section_scan(object, pc, entry) : UNWIND_NO_ENTRY;
    uintptr_t address;
    enum unwind_status status = table_search(object, pc, &address);
    if (status == UNWIND_OK)
        status = fde_parse(object, address, entry);
    if (status == UNWIND_OK && (pc < entry->start || pc >= entry->end))
        status = UNWIND_NO_ENTRY;
    return status;
}
