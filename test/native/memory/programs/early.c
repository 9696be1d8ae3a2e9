/* Uses the allocator where few do: before main, in constructors of a library loaded later, in destructors of threads and after everything. Preloaded
 * or loaded by ctypes. Prints nothing; aborts when something is wrong. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void *from_the_beginning;
static pthread_key_t key;

static void exercise(void)
{
    for (size_t size = 0; size < 70000; size = size * 2 + 7) {
        unsigned char *block = malloc(size), *zero = calloc(1, size), *other = NULL;
        memset(block, 3, size);
        block = realloc(block, size * 2 + 1);
        for (size_t i = 0; i < size; i++)
            if (block[i] != 3 || zero[i] != 0)
                abort();
        if (posix_memalign((void **)&other, 4096, size + 1) || (uintptr_t)other % 4096)
            abort();
        memcpy(other, block, size);
        memmove(other + 1, other, size);
        free(other);
        free(zero);
        free(block);
    }
    free(NULL);
    void *area = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    area = mremap(area, 1 << 20, 4 << 20, MREMAP_MAYMOVE);
    if (area == MAP_FAILED || munmap(area, 4 << 20))
        abort();
}

static void at_thread_end(void *value)
{
    exercise();
    free(value);
    /* A destructor that sets its key again is called once more. */
    static __thread int again;
    if (again++ < 2)
        pthread_setspecific(key, malloc(100));
}

static void *thread(void *argument)
{
    pthread_setspecific(key, malloc(1000));
    exercise();
    return argument;
}

void run_threads(void)
{
    for (int i = 0; i < 20; i++) {
        pthread_t made;
        if (pthread_create(&made, NULL, thread, NULL) || pthread_join(made, NULL))
            abort();
    }
}

__attribute__((constructor(101))) static void begin(void)
{
    exercise();
    from_the_beginning = malloc(50000);
    memset(from_the_beginning, 9, 50000);
    pthread_key_create(&key, at_thread_end);
    atexit(exercise);
}

__attribute__((destructor)) static void end(void)
{
    unsigned char *grown = realloc(from_the_beginning, 100000);
    for (int i = 0; i < 50000; i++)
        if (grown[i] != 9)
            abort();
    free(grown);
    exercise();
}
