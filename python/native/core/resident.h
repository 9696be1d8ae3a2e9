/* Resident memory of this process as the kernel counts it. Asking takes some 8 us, which is more than loading many a module. */
#ifndef HEATLINE_RESIDENT_H
#define HEATLINE_RESIDENT_H

#include <stdint.h>

/* KiB; 0 when it can't be told. Signal-safe, thread-safe. */
uint32_t resident_kib(void);

/* The same, asked for anew when the last answer is older than eight milliseconds: most imports begin and end just before or after another. Under
 * the GIL. */
uint32_t resident_lately(uint64_t now_ns);

#endif
