#include "ready.h"

#include "interpreter.h"
#include "stream.h"
#include "system.h"

#define QUALIFIED_SINCE 0x030b0000u

static struct {
    char function[sizeof((struct hl_capture *)0)->ready_function], file[sizeof((struct hl_capture *)0)->ready_file];
    uint32_t function_length, file_length;
    bool is_wanted, is_seen;
} mark;

static uint32_t text_take(char *to, const char *from, uint32_t size)
{
    uint32_t n = 0;
    for (; n + 1 < size && from[n]; n++)
        to[n] = from[n];
    to[n] = 0;
    return n;
}

static void event_write(void)
{
    uint64_t now = mono_ns();
    uint32_t what[2] = {HL_EVENT_READY, 0};
    struct stream_part parts[2] = {{&now, sizeof now}, {what, sizeof what}};
    stream_record(HL_RECORD_EVENT, parts, 2);
}

void ready_start(const struct hl_capture *capture)
{
    mark.function_length = text_take(mark.function, capture->ready_function, sizeof mark.function);
    mark.file_length = text_take(mark.file, capture->ready_file, sizeof mark.file);
    mark.is_wanted = mark.function_length != 0;
    if (ready_was_seen())
        event_write();
}

bool ready_was_seen(void)
{
    return __atomic_load_n(&mark.is_seen, __ATOMIC_RELAXED);
}

bool ready_is_awaited(void)
{
    return mark.is_wanted && !ready_was_seen();
}

/* `whole` ends with `end`, of which nothing but a part after `separator` may be before it. */
static bool ends_with(const char *whole, uint32_t whole_length, const char *end, uint32_t length, char separator)
{
    if (length > whole_length || !length)
        return false;
    uint32_t at = whole_length - length;
    for (uint32_t i = 0; i < length; i++)
        if (whole[at + i] != end[i])
            return false;
    return at == 0 || whole[at - 1] == separator;
}

/* Older interpreters don't know what a function stands in: then its own name has to do. */
bool ready_is_name(const uint8_t *name, uint32_t length)
{
    bool is_whole = length == mark.function_length || interpreter.version < QUALIFIED_SINCE;
    return is_whole && ends_with(mark.function, mark.function_length, (const char *)name, length, '.');
}

/* A path as far as it was given; one that Python itself has only as it was given to it may be the shorter. */
bool ready_is_file(const uint8_t *path, uint32_t length)
{
    const char *text = (const char *)path;
    return !mark.file_length || ends_with(text, length, mark.file, mark.file_length, '/') ||
           (length && text[0] != '/' && ends_with(mark.file, mark.file_length, text, length, '/'));
}

void ready_see(void)
{
    if (mark.is_wanted && !__atomic_exchange_n(&mark.is_seen, true, __ATOMIC_ACQ_REL))
        event_write();
}
