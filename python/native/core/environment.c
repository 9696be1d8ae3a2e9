#define _GNU_SOURCE
#include "environment.h"

#include "text.h"

#include <stdint.h>
#include <unistd.h>

#define CAPTURE_NAME "HEATLINE_CAPTURE="
#define PRELOAD_NAME "LD_PRELOAD="
#define MAX_NAMES 512u
#define MAX_ENTRIES 8192u

static struct {
    char capture[1200]; /* "HEATLINE_CAPTURE=…", passed on as it is */
    char ours[1100];    /* our entry of LD_PRELOAD */
    char preload[1200]; /* "LD_PRELOAD=<ours>" for children without entries of their own */
    uint64_t names[MAX_NAMES];
    unsigned n_names;
} state;

static char **entry_find(const char *name)
{
    for (char **entry = environ; entry && *entry; entry++)
        if (text_starts(*entry, name))
            return entry;
    return NULL;
}

static void entry_remove(char **entry)
{
    do
        entry[0] = entry[1];
    while (*entry++);
}

const char *environment_take_capture(void)
{
    char **entry = entry_find(CAPTURE_NAME);
    if (!entry || text_length(*entry) >= sizeof state.capture)
        return NULL;
    text_append(state.capture, 0, sizeof state.capture, *entry);
    entry_remove(entry);
    return state.capture + sizeof CAPTURE_NAME - 1;
}

static uint64_t name_hash(const char *entry)
{
    size_t length = 0;
    while (entry[length] && entry[length] != '=')
        length++;
    return bytes_hash((const uint8_t *)entry, length);
}

void environment_take_preload(const char *preload)
{
    size_t length = text_append(state.ours, 0, sizeof state.ours, preload);
    text_append(state.preload, text_append(state.preload, 0, sizeof state.preload, PRELOAD_NAME), sizeof state.preload, preload);
    char **entry = entry_find(PRELOAD_NAME);
    if (entry && text_starts(*entry + sizeof PRELOAD_NAME - 1, preload)) {
        char *value = *entry + sizeof PRELOAD_NAME - 1;
        char *rest = value + length;
        if (*rest == 0) {
            entry_remove(entry);
        } else if (*rest == ':' || *rest == ' ') {
            /* The user's own entries move to the front of the same text. */
            rest++;
            while ((*value++ = *rest++))
                ;
        }
    }
    for (char **each = environ; each && *each && state.n_names < MAX_NAMES; each++)
        state.names[state.n_names++] = name_hash(*each);
}

bool environment_is_active(void)
{
    return state.capture[0] && state.ours[0];
}

size_t environment_entries(char *const *environment)
{
    size_t n = 0;
    while (environment && environment[n] && n <= MAX_ENTRIES)
        n++;
    return n + 3;
}

/* At least half of the names that this process was given are there: a copy of our environment with changes. */
static bool descends(char *const *environment)
{
    if (environment == environ)
        return true;
    unsigned kept = 0;
    for (char *const *entry = environment; *entry; entry++) {
        uint64_t hash = name_hash(*entry);
        for (unsigned i = 0; i < state.n_names; i++)
            kept += state.names[i] == hash;
    }
    return kept * 2 >= state.n_names;
}

char *const *environment_with_ours(char *const *environment, char **entries, char *preload, bool *followed)
{
    *followed = false;
    if (!environment || !environment_is_active() || environment_entries(environment) > MAX_ENTRIES || !descends(environment))
        return environment;
    size_t n = 0;
    bool placed = false;
    for (char *const *entry = environment; *entry; entry++) {
        if (text_starts(*entry, CAPTURE_NAME))
            return environment;
        if (!text_starts(*entry, PRELOAD_NAME)) {
            entries[n++] = *entry;
            continue;
        }
        /* The program's own entries stay, in their place, behind ours. */
        size_t at = text_append(preload, 0, ENVIRONMENT_PRELOAD_BYTES, state.preload);
        at = text_append(preload, at, ENVIRONMENT_PRELOAD_BYTES, ":");
        text_append(preload, at, ENVIRONMENT_PRELOAD_BYTES, *entry + sizeof PRELOAD_NAME - 1);
        entries[n++] = (*entry)[sizeof PRELOAD_NAME - 1] ? preload : state.preload;
        placed = true;
    }
    if (!placed)
        entries[n++] = state.preload;
    entries[n++] = state.capture;
    entries[n] = NULL;
    *followed = true;
    return entries;
}
