"""The system calls that give a process its own view of the file system. Python has none of them before 3.12."""
import errno
import os

try:
    import ctypes

    _libc = ctypes.CDLL(None, use_errno=True)
except (ImportError, OSError):
    _libc = None

_NEW_NAMESPACE = 0x00020000
_NEW_USER = 0x10000000
_NO_SUID = 1 << 1
_NO_DEV = 1 << 2
_BIND = 1 << 12
_MOVE = 1 << 13
_RECURSIVE = 1 << 14
_SLAVE = 1 << 19
_UBUNTUS_BAN = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns"


def own_namespace():
    """From now on this process and those that it starts have mounts of their own. Others' mounts still come in here,
    as those that an automounter makes, but nothing goes out. OSError where that is not allowed."""
    if _libc is None:
        raise OSError(errno.ENOSYS, "this Python has no ctypes")
    if os.geteuid() == 0:
        _check(_libc.unshare(_NEW_NAMESPACE), "a mount namespace")
    else:
        _own_user_namespace()
    _mount(None, "/", _RECURSIVE | _SLAVE)


def bind(what, where):
    """Shows the file or folder `what` at `where`, too."""
    _mount(what, where, _BIND | _RECURSIVE)


def move(what, where):
    """Takes the mount `what`, with all below it, to `where`."""
    _mount(what, where, _MOVE)


def in_memory(where, size):
    """Mounts an empty file system of at most `size` bytes at `where`, in which everybody may write as in /dev/shm."""
    _mount("tmpfs", where, _NO_SUID | _NO_DEV, "tmpfs", "mode=1777,size={}".format(size))


def _own_user_namespace():
    """In it the user may mount. It keeps user and group; others' files seem to be nobody's, and sudo does not work.

    It can't be left again: where it is known to allow nothing, it is not entered.
    """
    try:
        with open(_UBUNTUS_BAN) as ban:
            if ban.read().strip() != "0":
                raise PermissionError("user namespaces may not mount here")
    except FileNotFoundError:
        pass
    user, group = os.geteuid(), os.getegid()
    _check(_libc.unshare(_NEW_USER | _NEW_NAMESPACE), "a user namespace")
    for name, text in (("setgroups", "deny"), ("uid_map", "{0} {0} 1".format(user)),
                       ("gid_map", "{0} {0} 1".format(group))):
        with open("/proc/self/" + name, "w") as file:
            file.write(text)


def _mount(what, where, flags, kind=None, options=None):
    what, where, kind, options = (None if text is None else os.fsencode(text) for text in (what, where, kind, options))
    _check(_libc.mount(what, where, kind, ctypes.c_ulong(flags), options), where)


def _check(status, where):
    if status != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), where)
