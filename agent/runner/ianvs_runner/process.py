"""Makes a process that was forked what a program is that was started: its parent, its end, its signals.

Only Linux has the calls that this needs, and Python offers none of them: they are made through ctypes. Where ctypes is
missing they are left out; the agent's sweep finds what stays behind all the same, only later.
"""
import os
import signal

try:
    import ctypes

    _libc = ctypes.CDLL(None, use_errno=True)
except (ImportError, OSError):
    ctypes = None
    _libc = None

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
_LARGE_PAGE = 2 * 1024 * 1024
_MADV_COLLAPSE = 25

# What Python's start sets in every program; all other signals do what the system has them do.
_PYTHONS_OWN = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGPIPE: signal.SIG_IGN,
    signal.SIGXFSZ: signal.SIG_IGN,
}


def _prctl(option, value):
    """True if the kernel did it."""
    if _libc is None:
        return False
    zero = ctypes.c_ulong(0)
    return _libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero) == 0


def become_subreaper(is_one=True):
    """Makes this process the parent of all orphans below it, or with False no more: a server that forks twice must not
    take in what it means for its own parent. A child does not inherit it."""
    return _prctl(PR_SET_CHILD_SUBREAPER, 1 if is_one else 0)


def die_with_parent(pid, between=None):
    """From now on the end of its parent, the process `pid`, is this process's end, by SIGKILL. If `pid` has ended
    already, so does this process, here.

    After a second fork the parent is `between` at first: its end is waited for. The kernel tells it by a signal, and
    has given this process to its new parent by then: no polling.
    """
    if _libc is None:
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    _prctl(PR_SET_PDEATHSIG, signal.SIGUSR1)
    while between is not None and os.getppid() == between:  # anybody may send the signal
        signal.sigwait({signal.SIGUSR1})
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != pid:
        os._exit(1)
    while signal.SIGUSR1 in signal.sigpending():
        signal.sigwait({signal.SIGUSR1})
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def default_signals():
    """Handlers, mask and wake-up descriptor as a new interpreter has them."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        expected = _PYTHONS_OWN.get(number, signal.SIG_DFL)
        if signal.getsignal(number) != expected:
            signal.signal(number, expected)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def close_descriptors_but(kept):
    """Closes every descriptor that is not in `kept`."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in kept:
            try:
                os.close(int(name))
            except OSError:
                pass  # that of the listing itself


def use_large_pages():
    """Puts this process's memory into large pages, where the kernel can: a fork, which copies an entry for each page,
    takes half the time then. Nothing else changes."""
    if _libc is None:
        return
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as file:
        for line in file.read().splitlines():
            area, permissions, _, _, inode = line.split()[:5]
            if permissions == "rw-p" and inode == "0":
                begin, end = (int(address, 16) for address in area.split("-"))
                begin = -(-begin // _LARGE_PAGE) * _LARGE_PAGE
                for at in range(begin, end - _LARGE_PAGE + 1, _LARGE_PAGE):
                    _libc.madvise(ctypes.c_void_p(at), ctypes.c_size_t(_LARGE_PAGE), _MADV_COLLAPSE)
