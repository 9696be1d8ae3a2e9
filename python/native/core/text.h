/* Bytes and small texts without libc: signal-safe, thread-safe, and never a call that our own hooks could catch. */
#ifndef HEATLINE_TEXT_H
#define HEATLINE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline void bytes_copy(void *to, const void *from, size_t size)
{
    uint64_t count = size;
    void *destination = to;
    const void *source = from;
    __asm__ volatile("rep movsb" : "+D"(destination), "+S"(source), "+c"(count) : : "memory");
}

static inline size_t text_length(const char *text)
{
    size_t n = 0;
    while (((const volatile char *)text)[n])
        n++;
    return n;
}

static inline bool text_starts(const char *text, const char *prefix)
{
    for (; *prefix; text++, prefix++)
        if (*text != *prefix)
            return false;
    return true;
}

static inline bool text_equal(const char *a, const char *b)
{
    for (; *a && *a == *b; a++, b++)
        ;
    return *a == *b;
}

static inline bool text_ends(const uint8_t *text, uint32_t length, const char *end)
{
    uint32_t n = (uint32_t)text_length(end);
    for (uint32_t i = 0; i < n && n <= length; i++)
        if (text[length - n + i] != (uint8_t)end[i])
            return false;
    return n <= length;
}

/* Appends to a buffer of `capacity` bytes, always NUL-terminated; returns the new length, which stays below capacity. */
static inline size_t text_append(char *buffer, size_t length, size_t capacity, const char *text)
{
    while (*text && length + 1 < capacity)
        buffer[length++] = *text++;
    buffer[length] = 0;
    return length;
}

static inline size_t text_append_number(char *buffer, size_t length, size_t capacity, uint64_t value, unsigned base)
{
    char digits[24];
    unsigned n = 0;
    do
        digits[n++] = "0123456789abcdef"[value % base];
    while ((value /= base) != 0);
    while (n && length + 1 < capacity)
        buffer[length++] = digits[--n];
    buffer[length] = 0;
    return length;
}

/* FNV-1a with a final mix; never 0, which means "empty" in our tables. */
static inline uint64_t bytes_hash(const uint8_t *bytes, size_t size)
{
    uint64_t h = 0xcbf29ce484222325ull;
    for (size_t i = 0; i < size; i++)
        h = (h ^ bytes[i]) * 0x100000001b3ull;
    h ^= h >> 32;
    return h ? h : 1;
}

static inline uint64_t number_hash(uint64_t x)
{
    x ^= x >> 32;
    x *= 0x9e3779b97f4a7c15ull;
    x ^= x >> 29;
    return x;
}

#endif
