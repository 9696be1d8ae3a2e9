#define _GNU_SOURCE
#include "objects.h"

#include <elf.h>
#include <link.h>
#include <stdatomic.h>
#include <stddef.h>

#include "elf_object.h"
#include "memory.h"

/* Positions of the identity index; twice the table, so that probes stay short. */
#define IDENTITY_POSITIONS 2048u
#define IDENTITY_PROBES_MAX 64u
#define HINTS 1024u
#define MISSES 256u
#define LINK_MAPS_MAX 2048u
#define NAMESPACES_MAX 16u
/* A negative answer is doubted after so many uses: bounds how long a change that the checks can't see stays unseen. */
#define MISS_USES_MAX 1024u
/* x86-64 user addresses end at 2^47. */
#define USER_ADDRESS_END ((uintptr_t)1 << 47)
#define TEXT_GRANULE_SHIFT 14
#define PAGE_SHIFT 12
/* struct r_debug_extended (glibc 2.35, r_version 2) adds the next namespace behind struct r_debug. */
#define NEXT_NAMESPACE_OFFSET sizeof(struct r_debug)

extern struct r_debug _r_debug __attribute__((weak));

struct text_range {
    _Atomic uintptr_t low;
    _Atomic uintptr_t high; /* stored last, with release order; 0: entry not published */
};

/* The public head of struct link_map. */
struct link_entry {
    uintptr_t bias, name, dynamic, next, previous;
};

static struct object table[OBJECTS_MAX];
static struct text_range ranges[OBJECTS_MAX];
static _Atomic uint32_t reserved; /* entries of table that are taken, published or not */
static _Atomic uint32_t dropped;
static _Atomic uint8_t claimed[OBJECTS_MAX];
/* Ids by hash of place and marks: one compare-and-swap here decides which of two racing finders added an object. */
static _Atomic uint16_t identities[IDENTITY_POSITIONS];
static _Atomic uint16_t hints[HINTS]; /* last id found per granule of text; only ever a hint */

static _Atomic uintptr_t loader_state;   /* struct r_debug */
static _Atomic uintptr_t list_tail;      /* last link_map of the last whole walk, 0: none yet */
static _Atomic uintptr_t list_tail_mark; /* its l_ld, to notice another node at the same place */
static _Atomic uint64_t misses[MISSES];  /* page number << 16 | generation, of pages that no object holds */
static _Atomic uint32_t miss_uses;

static uint32_t hash_mix(uint64_t value)
{
    value *= 0x9e3779b97f4a7c15u; /* 2^64 / golden ratio: Knuth's multiplicative hash */
    return (uint32_t)(value >> 32);
}

static uint32_t object_hash(const struct object *object)
{
    uint64_t value = object->bias;
    for (unsigned index = 0; index < object->mark_count; index++)
        value = (value << 7 | value >> 57) ^ object->marks[index].value;
    return hash_mix(value);
}

static bool object_is_same(const struct object *left, const struct object *right)
{
    if (left->bias != right->bias || left->text_low != right->text_low || left->text_high != right->text_high || left->mark_count != right->mark_count)
        return false;
    for (unsigned index = 0; index < left->mark_count; index++) {
        if (left->marks[index].at != right->marks[index].at || left->marks[index].value != right->marks[index].value)
            return false;
    }
    return true;
}

static struct object *entry_reserve(void)
{
    uint32_t slot = atomic_load_explicit(&reserved, memory_order_relaxed);
    for (unsigned attempt = 0; attempt < OBJECTS_MAX && slot < OBJECTS_MAX; attempt++) {
        if (atomic_compare_exchange_weak(&reserved, &slot, slot + 1))
            return &table[slot];
    }
    return NULL;
}

/* Gives an entry back that lost the race, if no later one was taken meanwhile; else it stays an unused gap. */
static void entry_release(const struct object *entry)
{
    uint32_t expected = entry->id;
    atomic_compare_exchange_strong(&reserved, &expected, entry->id - 1);
}

static void entry_publish(const struct object *entry)
{
    struct text_range *range = &ranges[entry->id - 1];
    atomic_store_explicit(&range->low, entry->text_low, memory_order_relaxed);
    atomic_store_explicit(&range->high, entry->text_high, memory_order_release);
}

/* Adds the object unless it is known; NULL if there is no room. */
static const struct object *object_add(const struct object *found)
{
    uint32_t hash = object_hash(found);
    struct object *entry = NULL;
    for (unsigned probe = 0; probe < IDENTITY_PROBES_MAX; probe++) {
        _Atomic uint16_t *position = &identities[(hash + probe) % IDENTITY_POSITIONS];
        uint16_t id = atomic_load_explicit(position, memory_order_acquire);
        if (id == 0) {
            if (entry == NULL && (entry = entry_reserve()) == NULL)
                break;
            memory_copy_words(entry, found, sizeof *entry / sizeof(memory_word));
            entry->id = (uint32_t)(entry - table) + 1;
            if (atomic_compare_exchange_strong(position, &id, (uint16_t)entry->id)) {
                entry_publish(entry);
                return entry;
            }
        }
        if (object_is_same(&table[id - 1], found)) {
            if (entry != NULL)
                entry_release(entry);
            return &table[id - 1];
        }
    }
    if (entry != NULL)
        entry_release(entry);
    atomic_fetch_add_explicit(&dropped, 1, memory_order_relaxed);
    return NULL;
}

static bool range_holds(uint32_t slot, uintptr_t pc)
{
    uintptr_t high = atomic_load_explicit(&ranges[slot].high, memory_order_acquire);
    return pc < high && pc >= atomic_load_explicit(&ranges[slot].low, memory_order_relaxed);
}

/* Several entries may have had the range one after the other; the one whose bytes are still there is the answer. */
static const struct object *table_scan(uintptr_t pc)
{
    uint32_t count = atomic_load_explicit(&reserved, memory_order_acquire);
    for (uint32_t slot = 0; slot < count; slot++) {
        if (range_holds(slot, pc) && elf_object_is_mapped(&table[slot]))
            return &table[slot];
    }
    return NULL;
}

static _Atomic uint64_t *miss_position(uintptr_t pc)
{
    return &misses[hash_mix(pc >> PAGE_SHIFT) % MISSES];
}

/* Changes whenever an object was added, so that old negative answers end. */
static uint64_t miss_value(uintptr_t pc)
{
    uint64_t generation = atomic_load_explicit(&reserved, memory_order_relaxed) & 0xffff;
    return (uint64_t)(pc >> PAGE_SHIFT) << 16 | generation;
}

/* Loading appends to the loader's list, so an unchanged tail means that nothing came. */
static bool list_is_unchanged(void)
{
    uintptr_t tail = atomic_load_explicit(&list_tail, memory_order_relaxed);
    struct link_entry last, before;
    if (tail == 0 || memory_read_words(&last, tail, sizeof last / sizeof(memory_word)) != 0 || last.next != 0 ||
        last.dynamic != atomic_load_explicit(&list_tail_mark, memory_order_relaxed))
        return false;
    return last.previous == 0 || (memory_read_words(&before, last.previous, sizeof before / sizeof(memory_word)) == 0 && before.next == tail);
}

static bool is_known_miss(uintptr_t pc)
{
    if (atomic_load_explicit(miss_position(pc), memory_order_relaxed) != miss_value(pc))
        return false;
    if (atomic_fetch_add_explicit(&miss_uses, 1, memory_order_relaxed) % MISS_USES_MAX == MISS_USES_MAX - 1)
        return false;
    return list_is_unchanged();
}

struct list_search {
    uintptr_t pc;
    struct link_entry best; /* of the entries that start at or below pc, the highest: objects don't interleave */
    uintptr_t tail, tail_mark;
};

/* False: the list was cut short by its bound, a fault or a change under the walk. */
static bool list_search_namespace(struct list_search *search, uintptr_t first)
{
    uintptr_t previous = 0, at = first;
    for (unsigned count = 0; count < LINK_MAPS_MAX && at != 0; count++) {
        struct link_entry entry;
        if (memory_read_words(&entry, at, sizeof entry / sizeof(memory_word)) != 0 || entry.previous != previous)
            return false;
        if (entry.bias <= search->pc && entry.bias >= search->best.bias)
            search->best = entry;
        search->tail_mark = entry.dynamic;
        previous = at;
        at = entry.next;
    }
    search->tail = previous;
    return at == 0;
}

static bool list_search_all(struct list_search *search)
{
    bool is_whole = true;
    uintptr_t state = atomic_load_explicit(&loader_state, memory_order_relaxed);
    uintptr_t first_tail = 0, first_mark = 0;
    for (unsigned count = 0; count < NAMESPACES_MAX && state != 0; count++) {
        struct r_debug debug;
        if (memory_read_words(&debug, state, sizeof debug / sizeof(memory_word)) != 0)
            return false;
        is_whole &= list_search_namespace(search, (uintptr_t)debug.r_map);
        if (count == 0) {
            first_tail = search->tail;
            first_mark = search->tail_mark;
        }
        if (debug.r_version < 2 || mem_read8(&state, state + NEXT_NAMESPACE_OFFSET) != 0)
            break;
    }
    search->tail = first_tail;
    search->tail_mark = first_mark;
    return is_whole;
}

static const struct object *object_discover(uintptr_t pc)
{
    struct list_search search = {.pc = pc};
    bool is_whole = list_search_all(&search);
    struct object object;
    /* Objects at bias 0 (a fixed-address executable) are known from objects_init. */
    bool has_candidate = search.best.bias != 0;
    bool is_readable = has_candidate && elf_object_describe_at(&object, search.best.bias);
    if (is_readable && pc >= object.text_low && pc < object.text_high) {
        object.name = search.best.name;
        return object_add(&object);
    }
    /* An object that can't be read yet (the loader is at work) must not be taken for a lasting absence. */
    if (is_whole && (is_readable || !has_candidate)) {
        atomic_store_explicit(&list_tail_mark, search.tail_mark, memory_order_relaxed);
        atomic_store_explicit(&list_tail, search.tail, memory_order_relaxed);
        atomic_store_explicit(miss_position(pc), miss_value(pc), memory_order_relaxed);
    }
    return NULL;
}

static _Atomic uint16_t *hint_of(uintptr_t pc)
{
    return &hints[hash_mix(pc >> TEXT_GRANULE_SHIFT) % HINTS];
}

static bool can_be_code(uintptr_t pc)
{
    return pc >= MEMORY_PAGE && pc < USER_ADDRESS_END;
}

static bool text_holds(const struct object *object, uintptr_t pc)
{
    return pc >= object->text_low && pc < object->text_high;
}

static const struct object *object_hinted(uintptr_t pc)
{
    uint16_t id = atomic_load_explicit(hint_of(pc), memory_order_acquire);
    const struct object *object = id != 0 ? &table[id - 1] : NULL;
    return object != NULL && text_holds(object, pc) && elf_object_is_mapped(object) ? object : NULL;
}

const struct object *objects_find(uintptr_t pc)
{
    if (!can_be_code(pc))
        return NULL;
    const struct object *object = object_hinted(pc);
    if (object != NULL || is_known_miss(pc))
        return object;
    object = table_scan(pc);
    if (object == NULL)
        object = object_discover(pc);
    if (object != NULL)
        atomic_store_explicit(hint_of(pc), (uint16_t)object->id, memory_order_release);
    return object;
}

const struct object *objects_find_near(uintptr_t pc, const struct object *near)
{
    return near != NULL && text_holds(near, pc) ? near : objects_find(pc);
}

const struct object *objects_find_known(uintptr_t pc)
{
    if (!can_be_code(pc))
        return NULL;
    const struct object *object = object_hinted(pc);
    return object != NULL ? object : table_scan(pc);
}

const struct object *objects_get(uint32_t id)
{
    if (id == 0 || id > OBJECTS_MAX || atomic_load_explicit(&ranges[id - 1].high, memory_order_acquire) == 0)
        return NULL;
    return &table[id - 1];
}

uint32_t objects_last_id(void)
{
    return atomic_load_explicit(&reserved, memory_order_acquire);
}

bool objects_claim_record(const struct object *object)
{
    _Atomic uint8_t *claim = &claimed[object->id - 1];
    return atomic_load_explicit(claim, memory_order_relaxed) == 0 && atomic_exchange_explicit(claim, 1, memory_order_relaxed) == 0;
}

void objects_reset_claims(void)
{
    for (unsigned index = 0; index < OBJECTS_MAX; index++)
        atomic_store_explicit(&claimed[index], 0, memory_order_relaxed);
}

uint32_t objects_dropped(void)
{
    return atomic_load_explicit(&dropped, memory_order_relaxed);
}

/* The loader stores the address of its state in the dynamic section of the executable. */
static uintptr_t find_loader_state(const struct dl_phdr_info *info)
{
    for (unsigned index = 0; index < info->dlpi_phnum; index++) {
        if (info->dlpi_phdr[index].p_type != PT_DYNAMIC)
            continue;
        const Elf64_Dyn *entry = (const Elf64_Dyn *)(info->dlpi_addr + info->dlpi_phdr[index].p_vaddr);
        const Elf64_Dyn *end = entry + info->dlpi_phdr[index].p_memsz / sizeof *entry;
        for (; entry < end && entry->d_tag != DT_NULL; entry++) {
            if (entry->d_tag == DT_DEBUG)
                return entry->d_un.d_ptr;
        }
    }
    return 0;
}

static int object_visit(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    bool *is_executable = context;
    struct object object;
    if (*is_executable) {
        uintptr_t state = find_loader_state(info);
        atomic_store(&loader_state, state != 0 ? state : (uintptr_t)&_r_debug);
    }
    *is_executable = false;
    if (elf_object_describe(&object, info->dlpi_addr, (uintptr_t)info->dlpi_phdr, info->dlpi_phnum)) {
        object.name = (uintptr_t)info->dlpi_name;
        object_add(&object);
    }
    return 0;
}

void objects_init(void)
{
    bool is_executable = true; /* glibc visits the executable first */
    dl_iterate_phdr(object_visit, &is_executable);
}
