/*
 * A bounded reader over unwind data: fetches aligned 8-byte words by guarded reads, so it never touches a page that the
 * wanted bytes are not on. After the first failure every value is 0 and `failed` stays set, so callers test once per entry.
 *
 * Thread and signal safety: state is in the caller's struct only; no calls but the guarded read.
 */
#ifndef HEATLINE_UNWIND_BYTE_READER_H
#define HEATLINE_UNWIND_BYTE_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "memory.h"

struct byte_reader {
    uintptr_t at;      /* address of the next byte */
    uintptr_t end;     /* first address that may not be read */
    uintptr_t word_at; /* aligned address of `word`, 0: none fetched */
    uint64_t word;
    bool failed;       /* read past the end, or a guarded read failed */
    bool faulted;      /* failed, because a guarded read did */
};

/* DW_EH_PE_*: LSB core specification, "DWARF Exception Header Encoding". */
enum pointer_encoding {
    POINTER_ABSOLUTE = 0x00,
    POINTER_ULEB128 = 0x01,
    POINTER_UDATA2 = 0x02,
    POINTER_UDATA4 = 0x03,
    POINTER_UDATA8 = 0x04,
    POINTER_SLEB128 = 0x09,
    POINTER_SDATA2 = 0x0a,
    POINTER_SDATA4 = 0x0b,
    POINTER_SDATA8 = 0x0c,
    POINTER_FORMAT_MASK = 0x0f,
    POINTER_PC_RELATIVE = 0x10,
    POINTER_DATA_RELATIVE = 0x30,
    POINTER_BASE_MASK = 0x70,
    POINTER_INDIRECT = 0x80,
    POINTER_OMITTED = 0xff,
};

static inline void reader_begin(struct byte_reader *reader, uintptr_t start, uintptr_t end)
{
    reader->at = start;
    reader->end = end;
    reader->word_at = 0;
    reader->word = 0;
    reader->failed = start > end;
    reader->faulted = false;
}

static inline void reader_fail(struct byte_reader *reader)
{
    reader->failed = true;
    reader->at = reader->end;
}

static inline bool reader_at_end(const struct byte_reader *reader)
{
    return reader->failed || reader->at >= reader->end;
}

/* Makes `word` hold the byte at `at`. */
static inline bool reader_fetch(struct byte_reader *reader)
{
    uintptr_t word_at = reader->at & ~(uintptr_t)7;
    if (reader_at_end(reader)) {
        reader_fail(reader);
        return false;
    }
    if (word_at == reader->word_at)
        return true;
    if (mem_read8(&reader->word, word_at) != 0) {
        reader->word_at = 0;
        reader->faulted = true;
        reader_fail(reader);
        return false;
    }
    reader->word_at = word_at;
    return true;
}

static inline uint8_t reader_u8(struct byte_reader *reader)
{
    if (!reader_fetch(reader))
        return 0;
    return (uint8_t)(reader->word >> (reader->at++ % 8 * 8));
}

/* A little-endian value of 1, 2, 4 or 8 bytes. */
static inline uint64_t reader_fixed(struct byte_reader *reader, unsigned size)
{
    unsigned offset = reader->at % 8;
    if (offset + size <= 8 && size < 8 && !reader->failed && size <= reader->end - reader->at && reader_fetch(reader)) {
        reader->at += size;
        return reader->word >> (offset * 8) & (((uint64_t)1 << (size * 8)) - 1);
    }
    uint64_t value = 0;
    for (unsigned index = 0; index < size; index++)
        value |= (uint64_t)reader_u8(reader) << (8 * index);
    return reader->failed ? 0 : value;
}

static inline uint32_t reader_u32(struct byte_reader *reader)
{
    return (uint32_t)reader_fixed(reader, 4);
}

/* At most ten bytes, which hold 64 bits; a longer number is malformed. */
static inline uint64_t reader_uleb(struct byte_reader *reader)
{
    uint8_t byte = reader_u8(reader);
    if (byte < 0x80)
        return byte;
    uint64_t value = byte & 0x7f;
    for (unsigned shift = 7; shift < 70; shift += 7) {
        byte = reader_u8(reader);
        value |= shift < 64 ? (uint64_t)(byte & 0x7f) << shift : 0;
        if (byte < 0x80)
            return value;
    }
    reader_fail(reader);
    return 0;
}

static inline int64_t reader_sleb(struct byte_reader *reader)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
        uint8_t byte = reader_u8(reader);
        value |= shift < 64 ? (uint64_t)(byte & 0x7f) << shift : 0;
        if (byte >= 0x80)
            continue;
        if ((byte & 0x40) != 0 && shift + 7 < 64)
            value |= ~(uint64_t)0 << (shift + 7);
        return (int64_t)value;
    }
    reader_fail(reader);
    return 0;
}

static inline void reader_skip(struct byte_reader *reader, uint64_t size)
{
    if (size > reader->end - reader->at)
        reader_fail(reader);
    else
        reader->at += size;
}

/*
 * A pointer in a DW_EH_PE encoding. `data_base` is the base of data-relative values. An encoding that x86-64 unwind
 * data does not use (text-, function-relative, aligned) fails the reader. Omitted and null pointers are 0.
 */
static inline uintptr_t reader_pointer(struct byte_reader *reader, uint8_t encoding, uintptr_t data_base)
{
    if (encoding == POINTER_OMITTED)
        return 0;
    uintptr_t own_address = reader->at;
    uint64_t value = 0;
    switch (encoding & POINTER_FORMAT_MASK) {
    case POINTER_ABSOLUTE:
    case POINTER_UDATA8:
    case POINTER_SDATA8: value = reader_fixed(reader, 8); break;
    case POINTER_ULEB128: value = reader_uleb(reader); break;
    case POINTER_SLEB128: value = (uint64_t)reader_sleb(reader); break;
    case POINTER_UDATA2: value = reader_fixed(reader, 2); break;
    case POINTER_UDATA4: value = reader_fixed(reader, 4); break;
    case POINTER_SDATA2: value = (uint64_t)(int64_t)(int16_t)reader_fixed(reader, 2); break;
    case POINTER_SDATA4: value = (uint64_t)(int64_t)(int32_t)reader_fixed(reader, 4); break;
    default: reader_fail(reader);
    }
    if (reader->failed || value == 0)
        return 0;
    switch (encoding & POINTER_BASE_MASK) {
    case 0: break;
    case POINTER_PC_RELATIVE: value += own_address; break;
    case POINTER_DATA_RELATIVE: value += data_base; break;
    default: reader_fail(reader); return 0;
    }
    if ((encoding & POINTER_INDIRECT) != 0 && mem_read8(&value, value) != 0) {
        reader->faulted = true;
        reader_fail(reader);
        return 0;
    }
    return value;
}

#endif
