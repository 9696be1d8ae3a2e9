/* How many files an import opens, and how many bytes it reads from them.
 *
 * libc's open family is interposed here, and reading in waits.c. Only regular files opened for reading count (none that are empty), and nothing counts but on a thread that
 * has an import under way: everywhere else all of this is one look at whether it has. Not seen: the loader's own files, raw system calls, mappings, and
 * what libc reads for a FILE (which is counted when it is opened, but not its bytes).
 *
 * Signal-safe, thread-safe; errno stays as the call set it.
 */
#ifndef HEATLINE_FILES_H
#define HEATLINE_FILES_H

#include <stdint.h>
#include <sys/types.h>

struct file_counts {
    uint64_t bytes;
    uint32_t files;
};

/* After a call that read from a descriptor. */
void files_read(int fd, ssize_t result);

#endif
