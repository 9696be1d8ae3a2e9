/* The file of recorded memory: this head, then `n_pieces` records of an address and 32 bytes. Little-endian. */
#ifndef HEATLINE_TEST_IMAGE_FILE_H
#define HEATLINE_TEST_IMAGE_FILE_H

#include <stdint.h>

#define IMAGE_MAGIC "HLIMAGE1"

struct image_head {
	char magic[8];
	uint64_t version;   /* 0x0308 … */
	uint64_t tstate;    /* the stopped thread's PyThreadState */
	uint64_t code_type; /* &PyCode_Type */
	uint64_t n_pieces;
};

#endif
