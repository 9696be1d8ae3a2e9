"""Allocates known numbers of bytes, each case in a function of its own, and prints them as JSON: {function: bytes}.

argv[1]: the library of natives.c; argv[2]: cases with commas between, or nothing for all.
"""
import array
import ctypes
import functools
import itertools
import json
import mmap
import sys

MB = 1 << 20
native = ctypes.CDLL(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.mmap.restype = ctypes.c_void_p
libc.mremap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int]
libc.mremap.restype = ctypes.c_void_p
PRIVATE_ANONYMOUS = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
WRITABLE = mmap.PROT_READ | mmap.PROT_WRITE
known = {}
kept = []


def touched(name, make, size, percents=range(0, 101, 10)):
    """Blocks of which more and more is touched, each in a function of its own."""
    for percent in percents:
        function = "%s_%d" % (name, percent)
        space = {"make": make, "size": size}
        exec("def %s():\n    block = make(size)\n    return block\n" % function, space)
        block = space[function]()
        view = memoryview(block).cast("B")
        for at in range(0, size * percent // 100, 4096):
            view[at] = 1
        view.release()
        del block
        known[function] = size


def touched_bytearray():
    touched("array", bytearray, 512 * MB)


def touched_once():
    touched("array", bytearray, 512 * MB, [50])


def touched_empty():
    import numpy

    touched("empty", functools.partial(numpy.empty, dtype=numpy.uint8), 512 * MB, [0, 50])


def grown_list():
    grown = []
    for _ in itertools.repeat(None, 8000000):
        grown.append(None)
    known["grown_list"] = sys.getsizeof(grown) - sys.getsizeof([])


def grown_bytearray():
    grown = bytearray()
    piece = b"x" * 65536
    for _ in range(1000):
        grown += piece
    known["grown_bytearray"] = sys.getsizeof(grown) - sys.getsizeof(bytearray())


def empty_lists(count):
    return [[] for _ in range(count)]


def grown_over():
    """Small blocks that grow out of the sizes that Python's own allocator serves."""
    lists = empty_lists(60000)
    for _ in range(100):
        for each in lists:
            each.append(None)
    kept.append(lists)
    known["grown_over.live"] = len(lists) * (sys.getsizeof(lists[0]) - sys.getsizeof([]))


def grown_array():
    grown = array.array("d")
    for _ in itertools.repeat(None, 8000000):
        grown.append(1.0)
    known["grown_array"] = sys.getsizeof(grown) - sys.getsizeof(array.array("d"))


def mapped_whole():
    area = mmap.mmap(-1, 64 * MB)
    area.close()
    known["mapped_whole"] = 64 * MB


def mapped_resized():
    area = mmap.mmap(-1, 8 * MB)
    area.resize(96 * MB)
    area.resize(80 * MB)
    kept.append(area)
    known["mapped_resized"] = 96 * MB


def mapped_parts():
    """64 MB, of which the middle half is given back in two steps, and the first 4 MB."""
    area = libc.mmap(None, 64 * MB, WRITABLE, PRIVATE_ANONYMOUS, -1, 0)
    libc.munmap(area + 16 * MB, 16 * MB)
    libc.munmap(area + 32 * MB, 16 * MB)
    libc.munmap(area, 4 * MB)
    known["mapped_parts"] = 64 * MB
    known["mapped_parts.live"] = 28 * MB


def mapped_moved():
    """A part of a mapping is moved away and grows."""
    area = libc.mmap(None, 32 * MB, WRITABLE, PRIVATE_ANONYMOUS, -1, 0)
    moved = libc.mremap(area + 16 * MB, 16 * MB, 48 * MB, 1)
    assert moved != ctypes.c_void_p(-1).value
    known["mapped_moved.live"] = 64 * MB


def mapped_over():
    """The same addresses are mapped again, in place of what was there."""
    area = libc.mmap(None, 64 * MB, WRITABLE, PRIVATE_ANONYMOUS, -1, 0)
    libc.mmap(area + 16 * MB, 32 * MB, WRITABLE, PRIVATE_ANONYMOUS | 0x10, -1, 0)
    known["mapped_over.live"] = 64 * MB


def mapped_reserved():
    """Addresses that nobody may write to are no memory."""
    libc.mmap(None, 1024 * MB, 0, PRIVATE_ANONYMOUS, -1, 0)
    known["mapped_reserved.live"] = 0


def mapped_often():
    """Many mappings at once: all are counted, or it is said that some are not."""
    kept.append([mmap.mmap(-1, 65536) for _ in range(2000)])
    known["mapped_often.live"] = 2000 * 65536


def first_big():
    bytearray(400 * MB)
    known["first_big"] = 400 * MB


def second_big():
    bytearray(400 * MB + 8)
    known["second_big"] = 400 * MB + 8


def both_big():
    first_big()
    second_big()


def native_family():
    for name in ("malloc", "calloc", "realloc", "reallocarray", "posix_memalign", "aligned_alloc", "memalign", "valloc", "strdup"):
        function = "by_" + name
        space = {"call": getattr(native, "hold_" + name)}
        exec("def %s():\n    call()\n" % function, space)
        space[function]()
        known[function + ".live"] = 20000 * 1000


def native_new():
    """operator new of C++, which has no allocator of its own."""
    library = ctypes.CDLL("libstdc++.so.6")
    library._Znwm.restype = library._Znam.restype = ctypes.c_void_p
    library._Znwm.argtypes = library._Znam.argtypes = [ctypes.c_size_t]
    library._ZdlPv.argtypes = [ctypes.c_void_p]
    blocks = []
    for make in (library._Znwm, library._Znam):
        for _ in range(150):
            blocks.append(make(100000))
    for block in blocks[:100]:
        library._ZdlPv(block)
    known["native_new"] = 300 * 100000
    known["native_new.live"] = 200 * 100000


def native_freed():
    native.hold_and_free()
    known["native_freed"] = 20000 * 1000
    known["native_freed.live"] = 0


def native_large():
    native.hold_large()
    known["native_large"] = 8 * 5000000
    known["native_large.live"] = 8 * 5000000


def half_python():
    import numpy

    numbers = list(range(1000, 1000 + 1000000))
    block = numpy.zeros(36 * 1000 * 1000, numpy.uint8)
    kept.append((numbers, block))
    known["half_python.python"] = 28 * 1000000 + 8 * 1000000
    known["half_python.native"] = 36 * 1000 * 1000


def small_objects():
    objects = [None] * 1500000
    for i in range(1500000):
        objects[i] = object()
    kept.append(objects)
    known["small_objects.live"] = 1500000 * 16 + sys.getsizeof(objects)


def main():
    for case in sys.argv[2].split(","):
        globals()[case]()
    print(json.dumps(known), flush=True)


main()
