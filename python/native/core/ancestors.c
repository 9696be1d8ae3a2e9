#define _GNU_SOURCE
#include "ancestors.h"

#include "system.h"
#include "text.h"

#include <fcntl.h>

#define MOST 8u

/* The parent of a process, 0 when it can't be read. */
static uint32_t parent_of(uint32_t pid)
{
    char path[64], stat[512];
    size_t n = text_append(path, 0, sizeof path, "/proc/");
    n = text_append_number(path, n, sizeof path, pid, 10);
    text_append(path, n, sizeof path, "/stat");
    long fd = SYSTEM_3(SYS_open, path, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return 0;
    long size = SYSTEM_3(SYS_read, fd, stat, sizeof stat);
    SYSTEM_1(SYS_close, fd);
    /* "pid (name) S parent": the name may hold anything, parentheses too. */
    long at = size;
    while (at > 0 && stat[at - 1] != ')')
        at--;
    uint32_t parent = 0;
    if (at == 0)
        return 0;
    for (at += 3; at < size && stat[at] >= '0' && stat[at] <= '9'; at++)
        parent = parent * 10 + (uint32_t)(stat[at] - '0');
    return parent;
}

uint32_t ancestors_text(char *text, uint32_t capacity)
{
    uint32_t pid = (uint32_t)SYSTEM_0(SYS_getppid);
    size_t length = 0;
    text[0] = 0;
    for (unsigned i = 0; i < MOST && pid > 1; i++) {
        if (i)
            length = text_append(text, length, capacity, " ");
        length = text_append_number(text, length, capacity, pid, 10);
        pid = parent_of(pid);
    }
    return (uint32_t)length;
}
