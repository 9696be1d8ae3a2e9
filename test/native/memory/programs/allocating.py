"""Uses every native way to get memory, and the library in argv[1] where it is given."""
import ctypes
import sys

libc = ctypes.CDLL(None)
libc.free.argtypes = [ctypes.c_void_p]
for _ in range(200):
    block = ctypes.c_void_p()
    assert libc.posix_memalign(ctypes.byref(block), 64, 5000) == 0 and block.value % 64 == 0
    libc.free(block)
    for name, args in (("malloc", (300,)), ("calloc", (10, 30)), ("aligned_alloc", (128, 1280))):
        function = getattr(libc, name)
        function.restype = ctypes.c_void_p
        got = function(*(ctypes.c_size_t(arg) for arg in args))
        ctypes.memset(got, 1, 300)
        libc.free(got)
held = [bytes(i) for i in range(3000)]
for path in sys.argv[1:]:
    ctypes.CDLL(path).run_threads()
print(len(held), sum(map(len, held)))
