/* Walks recorded memory with the walker of the core.
 *
 *     walk_image show IMAGE       a line a frame: name, file, first line, offset, kind of line table, line table in hexadecimal; last "status N"
 *     walk_image tear IMAGE       every read fails in turn, gives zero in turn
 *     walk_image corrupt IMAGE    random damage, 4,000 rounds with seeds 1 to 4,000
 *     walk_image window IMAGE     3.11 and 3.12: the newest C-frame record is linked but not filled in yet
 *
 * tear, corrupt and window print "ok <case> <number>" or "FAIL <case> …" and end with 0 or 1.
 */
#include "image_file.h"
#include "mem_image.h"

#include "describe.h"
#include "walker/walk.h"

#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 4000u
/* Reads of a walk that is never stopped by a check: chain steps times the reads of one, for each C-frame record tried. */
#define READS_MAX ((WALK_MAX_FRAMES + 1) * (WALK_MAX_SKIPPED + 1) * 8ull * WALK_MAX_CFRAMES + 64)

static struct image_head head;
static const struct py_layout *layout;
static struct raw_frame frames[WALK_MAX_FRAMES], truth[WALK_MAX_FRAMES];
static unsigned n_truth;
static enum walk_status truth_status;

static int image_load(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file || fread(&head, sizeof head, 1, file) != 1 || memcmp(head.magic, IMAGE_MAGIC, 8) != 0 || head.n_pieces > IMAGE_PIECES_MAX)
		return -1;
	image.n_pieces = (uint32_t)head.n_pieces;
	size_t read = fread(image.pieces, sizeof *image.pieces, image.n_pieces, file);
	fclose(file);
	layout = layout_find((unsigned)head.version);
	return read == image.n_pieces && layout ? 0 : -1;
}

static enum walk_status walk(unsigned capacity, unsigned *n)
{
	image.reads = 0;
	return walk_thread(layout, head.tstate, head.code_type, frames, capacity, n);
}

static void show(void)
{
	static struct description description;
	unsigned n;
	enum walk_status status = walk(WALK_MAX_FRAMES, &n);
	for (unsigned i = 0; i < n; i++) {
		if (code_describe(layout, frames[i].code, &description)) {
			printf("?\n");
			continue;
		}
		printf("%s\t%s\t%u\t%u\t%u\t", description.name, description.filename, description.first_line, frames[i].offset, layout->line_table_kind);
		for (uint32_t j = 0; j < description.table_size; j++)
			printf("%02x", description.table[j]);
		printf("\n");
	}
	printf("status %d\n", (int)status);
}

/* What holds for every walk, whatever the memory is. */
static int is_sane(enum walk_status status, unsigned n, unsigned capacity)
{
	return n <= capacity && status <= WALK_NO_STATE && image.reads <= READS_MAX;
}

/* The frames that were found are the first ones of the true stack. */
static int is_prefix(unsigned n)
{
	return n <= n_truth && memcmp(frames, truth, n * sizeof *frames) == 0;
}

static int tear(void)
{
	unsigned n, bad = 0;
	walk(WALK_MAX_FRAMES, &n);
	uint64_t all = image.reads;
	for (uint64_t i = 1; i <= all; i++) {
		image.fail_at = i;
		enum walk_status status = walk(WALK_MAX_FRAMES, &n);
		if (!is_sane(status, n, WALK_MAX_FRAMES) || !is_prefix(n) || status != WALK_UNREADABLE) {
			printf("FAIL read %llu of %llu fails: status %d, %u frames\n", (unsigned long long)i, (unsigned long long)all, (int)status, n);
			bad++;
		}
	}
	image.fail_at = 0;
	printf("ok failing reads %llu\n", (unsigned long long)all);
	for (uint64_t i = 1; i <= all; i++) {
		image.zero_at = i;
		enum walk_status status = walk(WALK_MAX_FRAMES, &n);
		/* A zero may end the chain early or give a zero offset: everything else that was found is true. */
		unsigned wrong = 0;
		for (unsigned j = 0; j < n && j < n_truth; j++)
			wrong += frames[j].code != truth[j].code || (frames[j].offset != truth[j].offset && frames[j].offset != 0);
		if (!is_sane(status, n, WALK_MAX_FRAMES) || n > n_truth || wrong || status == WALK_NO_STATE) {
			printf("FAIL read %llu gives zero: status %d, %u frames, %u wrong\n", (unsigned long long)i, (int)status, n, wrong);
			bad++;
		}
	}
	image.zero_at = 0;
	printf("ok zero reads %llu\n", (unsigned long long)all);
	for (unsigned capacity = 1; capacity <= n_truth; capacity++) {
		enum walk_status status = walk(capacity, &n);
		if (n != capacity || !is_prefix(n) || status != (capacity < n_truth ? WALK_TRUNCATED : truth_status)) {
			printf("FAIL room for %u frames: status %d, %u frames\n", capacity, (int)status, n);
			bad++;
		}
	}
	printf("ok capacities %u\n", n_truth);
	return bad != 0;
}

static uint64_t random_state;

static uint64_t random_next(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static uint64_t *random_word(void)
{
	return (uint64_t *)image.pieces[random_next() % image.n_pieces].bytes + random_next() % (IMAGE_PIECE / 8);
}

/* Damage that leads somewhere: bits turned over, words that are addresses of other things, small and huge numbers. */
static void damage(void)
{
	uint64_t *word = random_word();
	switch (random_next() % 5) {
	case 0:
		*word ^= 1ull << random_next() % 64;
		break;
	case 1:
		*word = *random_word();
		break;
	case 2:
		*word = image.pieces[random_next() % image.n_pieces].address + random_next() % 4 * 8;
		break;
	case 3:
		*word = random_next() % 2 ? random_next() : random_next() % 4096;
		break;
	default:
		*word = head.code_type;
	}
}

static int corrupt(void)
{
	static struct image_piece saved[IMAGE_PIECES_MAX];
	unsigned bad = 0, statuses[WALK_NO_STATE + 1] = {0};
	memcpy(saved, image.pieces, image.n_pieces * sizeof *saved);
	for (unsigned seed = 1; seed <= ROUNDS; seed++) {
		unsigned n;
		random_state = seed * 0x9e3779b97f4a7c15ull;
		for (uint64_t i = 1 + random_next() % 64; i > 0; i--)
			damage();
		enum walk_status status = walk(WALK_MAX_FRAMES, &n);
		if (is_sane(status, n, WALK_MAX_FRAMES))
			statuses[status]++;
		else
			bad++, printf("FAIL seed %u: status %d, %u frames, %llu reads\n", seed, (int)status, n, (unsigned long long)image.reads);
		memcpy(image.pieces, saved, image.n_pieces * sizeof *saved);
	}
	printf("ok complete %u truncated %u torn %u unreadable %u\n", statuses[0], statuses[1], statuses[2], statuses[3]);
	return bad != 0;
}

/* Above everything that a program has there. */
#define WINDOW_CFRAME 0x7fffffffe000ull
#define WINDOW_FRAME 0x7fffffffc000ull /* looks like a frame, but what it says is its code object is none */
#define WINDOW_PIECES 9u               /* of the frame and the record */

/* Links a record with `garbage` as its frame before the present one, as the interpreter does for a moment. */
static int window_walk(uint64_t garbage, const char *what)
{
		uint64_t link = head.tstate + layout->tstate_frame;
	struct image_piece *state = (struct image_piece *)image_find(link);
	unsigned n;
	uint64_t present;
	if (!state || image.n_pieces + WINDOW_PIECES > IMAGE_PIECES_MAX)
		return 1;
	memcpy(&present, state->bytes + (link - state->address), 8);
	uint32_t before = image.n_pieces;
	for (unsigned i = 0; i + 1 < WINDOW_PIECES; i++) {
		struct image_piece *piece = &image.pieces[image.n_pieces++];
		/* The words from 64 on hold the owner: 0 is an ordinary frame. */
		const uint64_t word = i == 2 ? 0 : WINDOW_FRAME + IMAGE_PIECE;
		piece->address = WINDOW_FRAME + i * IMAGE_PIECE;
		for (unsigned at = 0; at < IMAGE_PIECE; at += 8)
			memcpy(piece->bytes + at, &word, 8);
	}
	struct image_piece *fresh = &image.pieces[image.n_pieces];
	*fresh = (struct image_piece){.address = WINDOW_CFRAME};
	memcpy(fresh->bytes + layout->cframe_current, &garbage, 8);
	memcpy(fresh->bytes + layout->cframe_previous, &present, 8);
	uint64_t newest = WINDOW_CFRAME;
	memcpy(state->bytes + (link - state->address), &newest, 8);
	image.n_pieces++;
	enum walk_status status = walk(WALK_MAX_FRAMES, &n);
	image.n_pieces = before;
	memcpy(state->bytes + (link - state->address), &present, 8);
	int good = status == truth_status && n == n_truth && is_prefix(n);
	printf("%s window with %s: status %d, %u frames\n", good ? "ok" : "FAIL", what, (int)status, n);
	return !good;
}

static int window(void)
{
	int bad = window_walk(0x1234567, "an odd number") + window_walk(0x7fffffffd000ull, "an address of nothing") +
	          window_walk(head.code_type, "an address of something else") + window_walk(0xdeadbeefdeadbeefull, "no address") + window_walk(WINDOW_FRAME, "something like a frame");
	return bad != 0;
}

int main(int count, char **arguments)
{
	if (count != 3 || image_load(arguments[2]))
		return 2;
	if (strcmp(arguments[1], "show") == 0) {
		show();
		return 0;
	}
	truth_status = walk(WALK_MAX_FRAMES, &n_truth);
	memcpy(truth, frames, n_truth * sizeof *truth);
	if (strcmp(arguments[1], "window") == 0)
		return window();
	return strcmp(arguments[1], "tear") == 0 ? tear() : corrupt();
}
