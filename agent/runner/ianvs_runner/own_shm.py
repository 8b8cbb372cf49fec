"""A /dev/shm of an attempt's own, in which all that was in the real one is still there.

What processes that were killed leave in it would take memory until the machine is started again: multiprocessing and
PyTorch's data loaders keep names there for what their workers share. The attempt's own one goes with its last process.
"""
import errno
import os

from ianvs_runner import mounts, own_tmp

SHM = "/dev/shm"


def enter():
    """Gives this process a /dev/shm of the same size. The process must have mounts of its own. OSError if that is not
    possible. 0.1 ms, and 20 us for each entry that is there."""
    size = os.statvfs(SHM)
    with os.scandir(SHM) as found:
        entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found if not entry.is_symlink()]
    if len(entries) > own_tmp.MOST_ENTRIES:
        raise OSError(errno.E2BIG, "more than {} entries".format(own_tmp.MOST_ENTRIES), SHM)
    real = os.open(SHM, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        mounts.in_memory(SHM, size.f_blocks * size.f_frsize)
        for name, is_folder in entries:
            _show("/proc/self/fd/{}/{}".format(real, name), os.path.join(SHM, name), is_folder)
    finally:
        os.close(real)


def _show(what, where, is_folder):
    if is_folder:
        os.mkdir(where, 0)
    else:
        os.mknod(where)
    try:
        mounts.bind(what, where)
    except OSError:  # it is gone by now
        (os.rmdir if is_folder else os.unlink)(where)
