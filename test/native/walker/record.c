/* Records what a walk reads of a stopped Python program.
 *
 *     record IMAGE program arguments…
 *
 * The program says "<version> <tstate> <code type>" in hexadecimal on its standard output and stops itself; then its frames, and of every code
 * object the names and the line table, are read by process_vm_readv. Each piece of 32 bytes that is touched goes into IMAGE. The program is
 * killed afterwards.
 */
#define _GNU_SOURCE
#include "image_file.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIECE 32u
#define PIECES_MAX 200000u

static struct piece {
	uint64_t address;
	uint8_t bytes[PIECE];
} pieces[PIECES_MAX];
static uint32_t n_pieces;
static pid_t target;

static int remote_copy(void *to, uint64_t from, size_t size)
{
	struct iovec local = {to, size}, remote = {(void *)from, size};
	return process_vm_readv(target, &local, 1, &remote, 1, 0) == (ssize_t)size ? 0 : -1;
}

static int piece_add(uint64_t address)
{
	address &= ~(uint64_t)(PIECE - 1);
	for (uint32_t i = n_pieces; i > 0 && i + 64 > n_pieces; i--)
		if (pieces[i - 1].address == address)
			return 0;
	if (n_pieces == PIECES_MAX || remote_copy(pieces[n_pieces].bytes, address, PIECE))
		return -1;
	pieces[n_pieces++].address = address;
	return 0;
}

static int remote_read(void *to, uint64_t from, size_t size)
{
	for (uint64_t at = from & ~(uint64_t)(PIECE - 1); at < from + size; at += PIECE)
		if (piece_add(at))
			return -1;
	return remote_copy(to, from, size);
}

static inline int mem_read4(uint32_t *destination, uintptr_t address)
{
	return remote_read(destination, address, 4);
}

static inline int mem_read8(uint64_t *destination, uintptr_t address)
{
	return remote_read(destination, address, 8);
}

#include "describe.h"
#include "walker/walk.h"

static int piece_order(const void *left, const void *right)
{
	const struct piece *a = left, *b = right;
	return a->address < b->address ? -1 : a->address > b->address;
}

static int image_write(const char *path, struct image_head *head)
{
	qsort(pieces, n_pieces, sizeof *pieces, piece_order);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < n_pieces; i++)
		if (kept == 0 || pieces[kept - 1].address != pieces[i].address)
			pieces[kept++] = pieces[i];
	head->n_pieces = kept;
	FILE *file = fopen(path, "wb");
	if (!file)
		return -1;
	size_t written = fwrite(head, sizeof *head, 1, file) + fwrite(pieces, sizeof *pieces, kept, file);
	return fclose(file) == 0 && written == kept + 1 ? 0 : -1;
}

static int record(const char *path, unsigned version, uint64_t tstate, uint64_t code_type)
{
	static struct raw_frame frames[WALK_MAX_FRAMES];
	static struct description description;
	const struct py_layout *layout = layout_find(version);
	struct image_head head = {.magic = IMAGE_MAGIC, .version = version, .tstate = tstate, .code_type = code_type};
	unsigned n;
	if (!layout)
		return -1;
	enum walk_status status = walk_thread(layout, tstate, code_type, frames, WALK_MAX_FRAMES, &n);
	for (unsigned i = 0; i < n; i++)
		if (code_describe(layout, frames[i].code, &description))
			return -1;
	fprintf(stderr, "%u frames, status %d\n", n, (int)status);
	return n ? image_write(path, &head) : -1;
}

int main(int count, char **arguments)
{
	int ends[2], status;
	if (count < 3 || pipe(ends))
		return 2;
	target = fork();
	if (target == 0) {
		dup2(ends[1], 1);
		close(ends[0]);
		execvp(arguments[2], arguments + 2);
		_exit(127);
	}
	close(ends[1]);
	char line[200] = {0};
	unsigned version;
	unsigned long long tstate, code_type;
	int result = 1;
	FILE *said = fdopen(ends[0], "r");
	if (said && fgets(line, sizeof line, said) && sscanf(line, "%x %llx %llx", &version, &tstate, &code_type) == 3 &&
	    waitpid(target, &status, WUNTRACED) == target && WIFSTOPPED(status))
		result = record(arguments[1], version, tstate, code_type) != 0;
	kill(target, SIGKILL);
	waitpid(target, &status, 0);
	return result;
}
