/* What a walk yields. */
#ifndef HEATLINE_FRAME_H
#define HEATLINE_FRAME_H

#include <stdint.h>

#define WALK_MAX_FRAMES 1024u

/* One activation: the code object's address and the byte offset of the instruction being executed. */
struct raw_frame {
    uint64_t code;
    uint32_t offset;
    uint32_t flags;
};

#endif
