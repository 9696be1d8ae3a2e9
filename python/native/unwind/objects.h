/*
 * The table of loaded ELF objects: which object holds a pc, where its unwind data lies, what names it.
 *
 * Entries are appended and never removed or moved, so a pointer to one stays valid for the life of the process. An entry
 * says that its object was at that place once; whether it still is is checked at each find against marks, words of the
 * mapped bytes, so that dlclose and reuse of the range by another object are noticed without interposing dlopen or dlclose.
 *
 * Thread and signal safety: everything but objects_init may be called at any time, in signal handlers, on any thread and
 * while the loader runs; there are no locks, calls into libc or waits, each loop is bounded, all foreign memory goes
 * through guarded reads.
 */
#ifndef HEATLINE_UNWIND_OBJECTS_H
#define HEATLINE_UNWIND_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#define OBJECTS_MAX 1024u
#define OBJECT_BUILD_ID_MAX 32u
#define OBJECT_MARKS_MAX 2u

/* A word of the mapped object and what it was. */
struct object_mark {
    uintptr_t at;
    uint64_t value;
};

/* What each sample reads comes first, in one cache line. */
struct object {
    _Alignas(64) uint32_t id;      /* 1..OBJECTS_MAX, never reused within the process */
    uint32_t search_count;         /* pairs in search_table */
    uintptr_t search_table;        /* sorted pairs of 32-bit offsets from eh_frame_hdr, 0: only a scan is possible */
    uintptr_t eh_frame_hdr;        /* 0: the object has no unwind data */
    uintptr_t text_low, text_high; /* from the first to the last executable byte */
    uint64_t mark_count;           /* 1 with a build id, which is enough, else up to OBJECT_MARKS_MAX */
    struct object_mark marks[OBJECT_MARKS_MAX];
    uintptr_t bias;                /* run-time address minus address in the file */
    uintptr_t low, high;           /* whole mapped range */
    uintptr_t eh_frame;            /* first entry of .eh_frame, 0 if unknown */
    uintptr_t name;                /* the loader's C string; copy it by guarded reads at once, dlclose frees it; empty for the executable */
    uint64_t build_id_size;        /* 0: none */
    uint8_t build_id[OBJECT_BUILD_ID_MAX];
};

/*
 * Fills the table with what is loaded now and finds the loader's list. Call once, from a constructor or another ordinary
 * context: not signal-safe (it calls dl_iterate_phdr). Until then objects_find finds nothing.
 */
void objects_init(void);

/* The object whose executable range holds pc and is still mapped there, or NULL. Adds an object that it did not know. */
const struct object *objects_find(uintptr_t pc);

/* The same, for a pc that probably lies in `near`, an object found moments ago (or NULL): then that isn't checked again. */
const struct object *objects_find_near(uintptr_t pc, const struct object *near);

/* The same without looking for new objects: for words that only may be code addresses. */
const struct object *objects_find_known(uintptr_t pc);

/* The object of that id, or NULL if there is none. Ids can have gaps. For iteration: 1..objects_last_id(). */
const struct object *objects_get(uint32_t id);
uint32_t objects_last_id(void);

/*
 * True for the first caller per object and process: that caller writes the object's module record.
 * objects_reset_claims makes every object claimable again (a fork child that writes a stream of its own).
 */
bool objects_claim_record(const struct object *object);
void objects_reset_claims(void);

/* Objects that found no room in the table. */
uint32_t objects_dropped(void);

#endif
