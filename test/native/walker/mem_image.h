/* The walker's reads over recorded memory: pieces of 32 bytes, sorted by address.
 *
 * Every read is counted; the n-th one can be made to fail or to give zero, and bits can be turned over, so that tests can tear the memory
 * while it is walked. One thread only.
 */
#ifndef HEATLINE_TEST_MEM_IMAGE_H
#define HEATLINE_TEST_MEM_IMAGE_H

#include <stdint.h>
#include <string.h>

#define IMAGE_PIECE 32u
#define IMAGE_PIECES_MAX 200000u

struct image_piece {
	uint64_t address;
	uint8_t bytes[IMAGE_PIECE];
};

static struct {
	struct image_piece pieces[IMAGE_PIECES_MAX];
	uint32_t n_pieces;
	uint64_t reads;
	uint64_t fail_at; /* the read that fails, from 1; 0 none */
	uint64_t zero_at; /* the read that gives zero */
} image;

static inline const struct image_piece *image_find(uint64_t address)
{
	uint32_t low = 0, high = image.n_pieces;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (image.pieces[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || address - image.pieces[low - 1].address >= IMAGE_PIECE)
		return NULL;
	return &image.pieces[low - 1];
}

static inline int image_read(void *destination, uint64_t address, unsigned size)
{
	image.reads++;
	if (image.reads == image.fail_at)
		return -1;
	uint8_t *to = destination;
	for (unsigned i = 0; i < size; i++) {
		const struct image_piece *piece = image_find(address + i);
		if (!piece)
			return -1;
		to[i] = piece->bytes[address + i - piece->address];
	}
	if (image.reads == image.zero_at)
		memset(destination, 0, size);
	return 0;
}

static inline int mem_read4(uint32_t *destination, uintptr_t address)
{
	return image_read(destination, address, 4);
}

static inline int mem_read8(uint64_t *destination, uintptr_t address)
{
	return image_read(destination, address, 8);
}

#endif
