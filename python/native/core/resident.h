/* Resident memory of this process as the kernel counts it. Signal-safe, thread-safe; about 2 us. */
#ifndef HEATLINE_RESIDENT_H
#define HEATLINE_RESIDENT_H

#include <stdint.h>

/* KiB; 0 when it can't be told. */
uint32_t resident_kib(void);

#endif
