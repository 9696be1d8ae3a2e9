/* The process's stream: the file that holds all that is recorded, mapped and updated in place.
 *
 * The file is sparse and mapped whole; blocks get their pages before they are used (MADV_POPULATE_WRITE or fallocate), so that a full tmpfs
 * is an error here and never a SIGBUS later. When the share of tmpfs is used up, the stream goes on in a file on disk.
 *
 * stream_open/stream_abandon: ordinary context, one thread. Everything else: signal-safe, thread-safe, never waits; when two threads want
 * to grow at once, one of them gets "no room" for this time.
 */
#ifndef HEATLINE_STREAM_H
#define HEATLINE_STREAM_H

#include "format.h"

#include <stdbool.h>
#include <stddef.h>

/* Our bound is below the format's: 16 MiB of address space. */
#define STREAM_MAX_BLOCKS 1024u

struct stream_part {
    const void *bytes;
    uint32_t size;
};

/* The header, valid while stream_is_open(). */
struct hl_header *stream_header(void);
bool stream_is_open(void);

/* Creates "<folder>/<pid>-<start>.hls". False when there is no room anywhere (then nothing is recorded). */
bool stream_open(const char *folder, struct hl_capture *capture, uint32_t origin, uint64_t parent_stream);

/* In a fork child: lets go of the parent's stream without touching it. */
void stream_abandon(void);

/* Entry `index` of a table (HL_BLOCK_THREADS, _SECONDS, _NODES, _CELLS, _MEMORY, _MOMENTS, _HISTORY), growing the table; NULL when there is no room. */
void *stream_entry(uint32_t kind, uint64_t index);

/* No block can be added any more: what is not there yet will never be. */
bool stream_is_full(void);

/* Entry that already exists, or NULL. */
void *stream_peek(uint32_t kind, uint64_t index);

/* Writes one record of up to HL_BLOCK_PAYLOAD bytes; false when there is no room. */
bool stream_record(uint32_t kind, const struct stream_part *parts, unsigned n_parts);

/* The same; where its payload lies, which may be changed by aligned stores, or NULL. */
void *stream_record_kept(uint32_t kind, const struct stream_part *parts, unsigned n_parts);

/* False when no process of this id ever had a stream; true may be wrong where many processes were recorded. */
bool stream_may_have(uint32_t pid);

void stream_count(unsigned counter, uint64_t amount);
void stream_unavailable(uint32_t bits, bool set);

/* Writes the older of the two checkpoints if the newer is older than `interval_ns`. */
void stream_checkpoint(uint64_t now, uint64_t interval_ns);

/* With the times at which what is recorded ends. */
void stream_end(uint32_t end_kind, uint32_t status, uint64_t mono_ns, uint64_t cpu_ns);
void stream_resume(void); /* exec failed: takes the end mark back */

#endif
