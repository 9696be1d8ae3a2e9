"""Prints the least ns (others only add to a turn) of malloc and free, and of memcpy, of the library in argv[1]."""

import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
for name, size in (("pair", 64), ("copy", 16)):
    function = getattr(library, name + "_ns")
    function.restype = ctypes.c_double
    function.argtypes = [ctypes.c_size_t]
    turns = [function(size) for _ in range(200)]
    print(name, "%.4f" % min(turns))
