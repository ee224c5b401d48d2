"""One way to compile a loop: without the interpreter's lock, so that two threads search at once, and kept on disk."""

from numba import njit

loop = njit(nogil=True, cache=True, error_model="numpy")
