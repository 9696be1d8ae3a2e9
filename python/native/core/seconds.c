#include "seconds.h"

#include "format.h"
#include "stream.h"
#include "system.h"

static int merging;

/* Halves the resolution: neighbours are added up in place. One thread does it; the others go on without a bucket meanwhile. */
static void seconds_merge(struct hl_header *header, uint32_t shift)
{
    if (__atomic_exchange_n(&merging, 1, __ATOMIC_ACQUIRE))
        return;
    if (header->seconds_shift == shift) {
        struct hl_second *row = stream_peek(HL_BLOCK_SECONDS, 0);
        for (uint32_t i = 0; i < HL_SECONDS_PER_BLOCK; i++) {
            struct hl_second sum = {0};
            for (uint32_t j = 2 * i; j < 2 * i + 2 && j < HL_SECONDS_PER_BLOCK; j++) {
                sum.python_us += row[j].python_us;
                sum.native_us += row[j].native_us;
                sum.kernel_us += row[j].kernel_us;
                sum.wait_us += row[j].wait_us;
                sum.signals += row[j].signals;
            }
            row[i] = sum;
        }
        __atomic_store_n(&header->seconds_shift, shift + 1, __ATOMIC_RELEASE);
    }
    __atomic_store_n(&merging, 0, __ATOMIC_RELEASE);
}

void seconds_add(uint64_t now, uint32_t class, uint64_t ns, uint32_t signals)
{
    struct hl_header *header = stream_header();
    uint32_t shift = __atomic_load_n(&header->seconds_shift, __ATOMIC_ACQUIRE);
    uint64_t index = (now - header->start_mono_ns) / NS_PER_S >> shift;
    if (index >= HL_SECONDS_PER_BLOCK) {
        seconds_merge(header, shift);
        return;
    }
    struct hl_second *second = stream_peek(HL_BLOCK_SECONDS, index);
    if (!second || __atomic_load_n(&merging, __ATOMIC_RELAXED))
        return;
    uint32_t us = (uint32_t)(ns / 1000);
    uint32_t *sum = class >= HL_CLASS_WAIT_SLEEP ? &second->wait_us
                    : class == HL_CLASS_KERNEL   ? &second->kernel_us
                    : class == HL_CLASS_NATIVE   ? &second->native_us
                                                 : &second->python_us;
    __atomic_fetch_add(sum, us, __ATOMIC_RELAXED);
    __atomic_fetch_add(&second->signals, signals, __ATOMIC_RELAXED);
}
