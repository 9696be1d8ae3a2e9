/*
 * The outcomes of the unwinder. A status is a value passed up through all layers; errno is never used.
 */
#ifndef HEATLINE_UNWIND_STATUS_H
#define HEATLINE_UNWIND_STATUS_H

enum unwind_status {
    UNWIND_OK = 0,       /* the cursor stands on the next frame */
    UNWIND_END = 1,      /* the outermost frame was reached: there is no caller */
    UNWIND_NO_ENTRY = 2, /* no unwind entry covers the pc, and neither rbp nor the stack showed a caller */
    UNWIND_BAD_CFI = 3,  /* an entry exists but is malformed, unsupported or leads nowhere plausible */
    UNWIND_FAULT = 4,    /* a guarded read failed: memory unmapped or changed underneath */
    UNWIND_LIMIT = 5,    /* a bound on entries, instructions or steps was reached */
};

#define UNWIND_STATUS_COUNT 6

#endif
