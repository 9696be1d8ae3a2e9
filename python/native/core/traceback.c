#include "traceback.h"

#include "../readers/mem_self.h"
#include "stream.h"
#include "text.h"

#define MAX_LINE 1280u    /* longer than the format's paths are in practice; the rest of a line is passed over */
#define MAX_KEPT 4096u    /* the oldest frames give way */
#define MAX_LOOKED_AT 65536u
#define PIECE 512u
#define FIRST_LOOK 4u /* characters */

#define ESCAPE '\033'

static struct {
    uint32_t busy;
    bool is_open;   /* frames may follow */
    bool in_colour; /* between ESC and the letter that ends its sequence */
    bool passes;    /* the rest of this line can't be of a traceback */
    uint32_t line_length, length;
    char line[MAX_LINE];
    char kept[MAX_KEPT];
} state;

static const char heading[] = "Traceback (most recent call last)";
static const char frame_start[] = "  File \"";
static const char frame_line[] = "\", line ";

/* Makes room by letting whole lines at the front go. False when the line would not even fit alone. */
static bool room_make(uint32_t size)
{
    if (size > sizeof state.kept)
        return false;
    uint32_t gone = 0;
    while (state.length - gone + size > sizeof state.kept) {
        while (gone < state.length && state.kept[gone] != '\n')
            gone++;
        gone++;
    }
    if (gone >= state.length) {
        state.length = 0;
    } else if (gone) {
        /* Forwards, to lower addresses: the regions may overlap. */
        bytes_copy(state.kept, state.kept + gone, state.length - gone);
        state.length -= gone;
    }
    return true;
}

static void keep(const char *first, uint32_t first_length, const char *second, uint32_t second_length)
{
    uint32_t size = first_length + 1 + second_length + 1;
    if (!room_make(size))
        return;
    char *to = state.kept + state.length;
    bytes_copy(to, first, first_length);
    to[first_length] = ' ';
    bytes_copy(to + first_length + 1, second, second_length);
    to[size - 1] = '\n';
    state.length += size;
}

/*   File "<path>", line <number> … */
static void frame_keep(void)
{
    const char *path = state.line + sizeof frame_start - 1;
    for (const char *end = path; end < state.line + state.line_length; end++) {
        if (!text_starts(end, frame_line))
            continue;
        const char *number = end + sizeof frame_line - 1;
        uint32_t digits = 0;
        while (number[digits] >= '0' && number[digits] <= '9')
            digits++;
        if (digits && digits < 10)
            keep(number, digits, path, (uint32_t)(end - path));
        return;
    }
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

/* "package.Type: message" or "Type" */
static void type_keep(void)
{
    uint32_t length = 0;
    while (is_name(state.line[length]))
        length++;
    char after = state.line[length];
    if (length && (after == 0 || after == ':'))
        keep("!", 1, state.line, length);
}

static void line_end(void)
{
    state.line[state.line_length] = 0;
    if (text_starts(state.line, heading)) {
        state.length = 0;
        state.is_open = true;
    } else if (text_starts(state.line, frame_start)) {
        /* A syntax error in the started file has no heading. */
        if (!state.is_open)
            state.length = 0;
        state.is_open = true;
        frame_keep();
    } else if (state.is_open && state.line_length && state.line[0] != ' ') {
        type_keep();
        state.is_open = false;
    }
    state.line_length = 0;
}

/* Programs that log a lot write here too: after its first characters most of a line needs no look. */
static bool can_begin_traceback(void)
{
    for (uint32_t i = 0; i < FIRST_LOOK; i++)
        if (state.line[i] != heading[i] && state.line[i] != frame_start[i])
            return false;
    return true;
}

static void byte_take(char c)
{
    if (state.in_colour) {
        state.in_colour = c == '[' || c == ';' || (c >= '0' && c <= '9');
    } else if (c == ESCAPE) {
        state.in_colour = true;
    } else if (c == '\n') {
        line_end();
    } else if (state.line_length + 1 < sizeof state.line) {
        state.line[state.line_length++] = c;
        state.passes = state.line_length == FIRST_LOOK && !state.is_open && !can_begin_traceback();
    }
}

static void piece_take(const char *piece, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (state.passes) {
            while (i < length && piece[i] != '\n')
                i++;
            if (i == length)
                return;
            state.passes = false;
            state.line_length = 0;
            continue;
        }
        byte_take(piece[i]);
    }
}

void traceback_watch(const void *bytes, size_t size)
{
    if (!stream_is_open() || __atomic_exchange_n(&state.busy, 1, __ATOMIC_ACQUIRE))
        return;
    char piece[PIECE];
    size_t wanted = size < MAX_LOOKED_AT ? size : MAX_LOOKED_AT;
    for (size_t at = 0; at < wanted; at += sizeof piece) {
        size_t length = wanted - at < sizeof piece ? wanted - at : sizeof piece;
        /* Another thread may have unmapped it since. */
        if (mem_read(piece, (uintptr_t)bytes + at, (unsigned)length))
            break;
        piece_take(piece, length);
    }
    __atomic_store_n(&state.busy, 0, __ATOMIC_RELEASE);
}

void traceback_forget(void)
{
    state.is_open = state.in_colour = state.passes = false;
    state.line_length = state.length = 0;
    __atomic_store_n(&state.busy, 0, __ATOMIC_RELEASE);
}

const char *traceback_text(uint32_t *length)
{
    *length = state.length;
    return state.kept;
}
