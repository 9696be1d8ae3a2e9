/*
 * Unwinds with damaged unwind data: every byte of an object's headers and unwind tables flipped in three ways, at every
 * pc of its text. Nothing may crash, hang (alarm) or leave the status codes; afterwards the intact object unwinds as
 * before. usage: corrupt LIBRARY
 */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "elf_object.h"
#include "unwind.h"

#define STACK_WORDS 64

struct image {
    uint8_t *bytes;
    size_t size;
};

static uint64_t stack[STACK_WORDS];
static long statuses[UNWIND_STATUS_COUNT], described, undescribed;

/* Maps the file as the loader would, without relocating it. */
static struct image image_load(const char *path)
{
    static uint8_t file[1 << 20];
    int descriptor = open(path, O_RDONLY);
    ssize_t length = read(descriptor, file, sizeof file);
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)file;
    struct image image = {NULL, 0};
    if (length < (ssize_t)sizeof *header)
        abort();
    const Elf64_Phdr *segments = (const Elf64_Phdr *)(file + header->e_phoff);
    for (unsigned index = 0; index < header->e_phnum; index++) {
        if (segments[index].p_type == PT_LOAD)
            image.size = segments[index].p_vaddr + segments[index].p_memsz;
    }
    /* An unmapped page behind it makes overlong reads fault. */
    size_t pages = (image.size + 4095) & ~(size_t)4095;
    image.bytes = mmap(NULL, pages + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(image.bytes + pages, 4096);
    for (unsigned index = 0; index < header->e_phnum; index++) {
        if (segments[index].p_type == PT_LOAD)
            memcpy(image.bytes + segments[index].p_vaddr, file + segments[index].p_offset, segments[index].p_filesz);
    }
    close(descriptor);
    return image;
}

static uint64_t step_once(const struct object *object, uintptr_t pc)
{
    struct unwind_cursor cursor;
    memset(&cursor, 0, sizeof cursor);
    for (unsigned number = 0; number < REGISTER_COUNT; number++)
        cursor.registers.value[number] = (uint64_t)(uintptr_t)&stack[8 + number % 4];
    cursor.registers.value[REGISTER_RIP] = cursor.pc = cursor.lookup_pc = pc;
    cursor.registers.known = (1u << REGISTER_COUNT) - 1;
    cursor.object = object;
    cursor.is_described = true;
    cursor.found = fde_find(object, pc, &cursor.entry);
    enum unwind_status status = unwind_step(&cursor);
    if ((unsigned)status >= UNWIND_STATUS_COUNT)
        abort();
    statuses[status]++;
    return (uint64_t)status * 31 + cursor.pc + cursor.registers.value[REGISTER_RSP] * 7 + cursor.entry.start * 3;
}

/* A digest of what all pcs unwind to. */
static uint64_t unwind_all(const struct image *image, uintptr_t low, uintptr_t high)
{
    struct object object;
    uint64_t digest = 0;
    if (!elf_object_describe_at(&object, (uintptr_t)image->bytes)) {
        undescribed++;
        return 0;
    }
    object.id = 1;
    described++;
    elf_object_is_mapped(&object);
    for (uintptr_t pc = low; pc < high; pc++)
        digest = digest * 1099511628211u + step_once(&object, pc);
    return digest;
}

static long flip_range(const struct image *image, size_t start, size_t end, uintptr_t low, uintptr_t high)
{
    static const uint8_t flips[] = {0xff, 0x01, 0x80};
    long cases = 0;
    for (size_t at = start; at < end && at < image->size; at++) {
        for (unsigned flip = 0; flip < sizeof flips; flip++) {
            image->bytes[at] ^= flips[flip];
            unwind_all(image, low, high);
            image->bytes[at] ^= flips[flip];
            cases++;
        }
    }
    return cases;
}

int main(int count, char **arguments)
{
    if (count < 2)
        return 2;
    alarm(100);
    struct image image = image_load(arguments[1]);
    struct object object;
    for (unsigned index = 0; index < STACK_WORDS; index++)
        stack[index] = (uint64_t)(uintptr_t)image.bytes + 0x1000 + index;
    if (!elf_object_describe_at(&object, (uintptr_t)image.bytes) || object.search_table == 0 || object.build_id_size != 20) {
        printf("FAIL intact object not described\n");
        return 1;
    }
    uint64_t before = unwind_all(&image, object.text_low, object.text_high);
    long intact_ok = statuses[UNWIND_OK];
    size_t tables = object.eh_frame_hdr - object.bias;
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)image.bytes;
    size_t headers_end = header->e_phoff + (size_t)header->e_phnum * sizeof(Elf64_Phdr);
    long cases = flip_range(&image, tables, object.eh_frame - object.bias + 0x300, object.text_low, object.text_high);
    cases += flip_range(&image, 0, headers_end, object.text_low, object.text_low + 16);
    uint64_t after = unwind_all(&image, object.text_low, object.text_high);
    printf("%ld flips, %ld described, %ld not; ok %ld, end %ld, no_entry %ld, bad_cfi %ld, fault %ld, limit %ld; intact ok %ld\n", cases, described,
           undescribed, statuses[0], statuses[1], statuses[2], statuses[3], statuses[4], statuses[5], intact_ok);
    int is_right = before == after && intact_ok > 50 && statuses[UNWIND_BAD_CFI] > 0 && undescribed > 0;
    printf("%s damaged unwind data\n", is_right ? "ok" : "FAIL");
    return !is_right;
}
