#include "opcodes.h"

struct range {
    uint8_t first, last;
};

#define RANGES 8u

struct calls {
    uint16_t version;
    struct range any[RANGES], specialised[RANGES]; /* ended by {0, 0} */
};

static const struct calls table[] = {
    {0x0308, {{131, 131}, {141, 142}, {161, 161}}, {{0, 0}}},
    {0x0309, {{131, 131}, {141, 142}, {161, 161}}, {{0, 0}}},
    {0x030a, {{131, 131}, {141, 142}, {161, 161}}, {{0, 0}}},
    {0x030b, {{142, 142}, {166, 166}, {171, 171}, {22, 24}, {64, 65}, {143, 143}}, {{66, 67}, {72, 73}, {76, 81}, {113, 113}, {121, 121}, {127, 127}, {141, 141}}},
    {0x030c, {{142, 142}, {171, 171}, {23, 24}, {28, 28}, {241, 241}, {244, 244}}, {{29, 29}, {34, 34}, {38, 48}, {56, 56}}},
    {0x030d, {{53, 54}, {57, 57}, {162, 164}, {176, 178}, {244, 246}}, {{165, 175}, {179, 181}}},
};

static int in_ranges(const struct range *ranges, uint32_t opcode)
{
    for (unsigned i = 0; i < RANGES && ranges[i].last; i++)
        if (opcode >= ranges[i].first && opcode <= ranges[i].last)
            return 1;
    return 0;
}

enum opcode_kind opcode_kind(unsigned version, uint32_t opcode)
{
    for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].version != version)
            continue;
        if (in_ranges(table[i].specialised, opcode))
            return OPCODE_C_CALL;
        return in_ranges(table[i].any, opcode) ? OPCODE_CALL : OPCODE_OTHER;
    }
    return OPCODE_OTHER;
}
