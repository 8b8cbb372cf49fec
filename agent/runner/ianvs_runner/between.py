"""A process between this one and a child, whose end gives the child to the next parent above.

Two forks would copy the page tables of a large interpreter twice, and that is nearly all that a fork costs. So where it
is known to work the process between shares this one's memory, as vfork's child does, and only the child gets a copy:
clone(CLONE_VM | CLONE_VFORK) on a stack of its own. This process stands still meanwhile. (CLONE_PARENT would save the
process between, but leaves out glibc's own fork, with all that libraries do before and after it.)

What is run there returns as any function does, so that the interpreter is afterwards as it was before. The child never
returns: it goes on, on that stack, to its end.
"""
import mmap
import os
import platform
import signal
import sys

try:
    import ctypes
except ImportError:
    ctypes = None

_CLONE_VM, _CLONE_VFORK = 0x100, 0x4000
_STACK_BYTES = 64 << 20  # of address space: eight times what a main thread usually has
_CPU_ID_AT, _NOT_REGISTERED = 4, -2  # struct rseq, and glibc's mark for a thread that the kernel doesn't tell its CPU


def run(action):
    """Runs `action()`, which may fork, in a process in between, and returns that one's wait status: 0 if it has
    returned, 256 if it has raised. What it forked is then a child of the next subreaper above. OSError if there can be
    no process."""
    if _on_own_stack is not None:
        return _on_own_stack.run(action)
    pid = os.fork()
    if pid == 0:
        os._exit(_status_of(action))
    return os.waitpid(pid, 0)[1]


def _status_of(action):
    try:
        action()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


class OwnStack:
    """Memory on which the process in between runs, and with it the child. ValueError where that isn't known to work."""

    def __init__(self):
        # Python 3.14 compares the stack's address with that of the main thread's.
        if ctypes is None or platform.machine() != "x86_64" or not (3, 8) <= sys.version_info < (3, 14):
            raise ValueError("not known to work here")
        self._libc = ctypes.PyDLL(None, use_errno=True)
        if not hasattr(self._libc, "gnu_get_libc_version"):
            raise ValueError("not glibc")
        self._entry_type = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
        self._libc.clone.argtypes = (self._entry_type, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
        self._libc.pthread_self.restype = ctypes.c_size_t
        self._stack = mmap.mmap(-1, _STACK_BYTES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        start = ctypes.addressof(ctypes.c_char.from_buffer(self._stack))
        self._libc.mprotect(ctypes.c_void_p(start), ctypes.c_size_t(mmap.PAGESIZE), 0)  # what lies below stays whole
        self._top = start + _STACK_BYTES - 256
        os.register_at_fork(after_in_child=self._forget_cpu)
        self._is_between = False

    def run(self, action):
        """As the function of this name."""
        self._is_between = True
        try:
            entry = self._entry_type(lambda _: _status_of(action))
            pid = self._libc.clone(entry, self._top, _CLONE_VM | _CLONE_VFORK | signal.SIGCHLD, None)
            if pid < 0:
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number))
        finally:
            self._is_between = False
        return os.waitpid(pid, 0)[1]

    def _forget_cpu(self):
        """In a child: the kernel has not taken over from the process in between where to write the current CPU, and
        what stands there is old. With this mark sched_getcpu asks instead of reading it."""
        if not self._is_between:
            return
        try:
            offset = ctypes.c_ssize_t.in_dll(self._libc, "__rseq_offset").value
        except ValueError:
            return  # glibc before 2.35 has no such place
        ctypes.c_int.from_address(self._libc.pthread_self() + offset + _CPU_ID_AT).value = _NOT_REGISTERED
        self._is_between = False


def _own_stack():
    try:
        return OwnStack()
    except (ValueError, OSError):
        return None


_on_own_stack = _own_stack()
