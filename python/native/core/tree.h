/* The calling context tree inside the stream: stacks become nodes, costs become cells.
 *
 * A private open-addressing index (never in the file) finds a node or cell by its key. An entry is published by one compare-and-swap;
 * two threads that insert the same key at once leave one unused entry behind, never a wait.
 *
 * tree_open: ordinary context. Everything else: signal-safe, thread-safe.
 */
#ifndef HEATLINE_TREE_H
#define HEATLINE_TREE_H

#include <stdbool.h>
#include <stdint.h>

/* Takes the address space for the indexes; again in a fork child: forgets everything. False when there is no memory. */
bool tree_open(void);

/* Node ids; 0 means that there was no room. `parent` is 0 for a thread. */
uint32_t tree_thread(uint32_t row);
uint32_t tree_python(uint32_t parent, uint32_t code, uint32_t offset);
uint32_t tree_python_known(uint32_t parent, uint32_t code, uint32_t offset); /* 0 also when there is none yet */
uint32_t tree_native(uint32_t parent, uint32_t module, uint64_t function);
uint32_t tree_truncated(uint32_t parent);
uint32_t tree_tasks(uint32_t parent); /* below which the stacks of suspended tasks are */

/* Adds to the cell of (node, class). `square` as FORMAT.md's squares: summed on CPU, the longest kept for waits. False without room. */
bool tree_add(uint32_t node, uint32_t class, uint64_t ns, uint64_t square, uint32_t samples);

#endif
