"""A /tmp of an attempt's own, in which all that was in the real one is still there. A /var/tmp in the same way.

A folder of the attempt's stands in for /tmp. In it each entry of the real /tmp has a place, an empty file or folder on
which the real one is mounted. The places stay from attempt to attempt (the agent keeps them, and only them), so that
usually nothing is made on disk: it costs 0.5 ms, and 25 us for each entry. Entries that are mounted can't be renamed or
removed as a whole ("Device or resource busy"); what is in a folder can.
"""
import errno
import os
import re
import stat

from ianvs_runner import mounts, named_paths

TMP = "/tmp"
VAR_TMP = "/var/tmp"

# With more entries than this (12 ms) the folder stays the one that all share: to show just those that an attempt names
# would hide data that only a file of the user's names, and so fail a test case that runs in Ianvs.
MOST_ENTRIES = 500

# What only those see that name it in a path: where sedna and Ianvs themselves make test cases meet, since what an
# earlier run left there misleads the next; and what tempfile made for others (serial Ianvs leaves a folder a test
# case), which nobody finds by name.
_HIDDEN = re.compile(
    r"cloud_task|edge_task|seen_task|unseen_task|index\.pkl|.*\.model|model(_finetune_\w*)?\.(pkl|pth|pt|pb|ckpt)"
    r"|tmp[a-z0-9_]{8}")


def enter(stand_in, where=None):
    """Makes the folder `stand_in` what this process sees at `where`, /tmp if nothing is said, for what is new there.
    The process must have mounts of its own. OSError if that is not possible."""
    where = where or TMP
    if not _is_folder(where):
        raise NotADirectoryError(where)
    here = os.getcwd()
    shown = _entries_to_show(where)
    _make_places(stand_in, shown)
    # One entry may hold the stand-in itself. It comes before that is a mount, or it would show all mounts once more.
    shown.sort(key=lambda entry: not stand_in.startswith(entry.path + "/"))
    for entry in shown[:1]:
        _show(entry, os.path.join(stand_in, entry.name))
    # As a mount it can be moved with all mounts in it: they need not be made twice.
    mounts.bind(stand_in, stand_in)
    for entry in shown[1:]:
        _show(entry, os.path.join(stand_in, entry.name))
    mounts.move(stand_in, where)
    _come_back_to(here, where)


def _come_back_to(here, where):
    """The same folder, but with the new one above it."""
    if here == where or here.startswith(where + "/"):
        try:
            os.chdir(here)
        except OSError:
            pass  # it was removed, and no path leads there


def _is_folder(path):
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _entries_to_show(where):
    with os.scandir(where) as found:
        entries = list(found)
    usual = [entry for entry in entries if not _HIDDEN.fullmatch(entry.name)]
    if len(usual) > MOST_ENTRIES:
        raise OSError(errno.E2BIG, "more than {} entries".format(MOST_ENTRIES), where)
    if len(usual) == len(entries):
        return entries
    needed = named_paths.first_names_below(where)
    return [entry for entry in entries if entry.name in needed or not _HIDDEN.fullmatch(entry.name)]


def _kind(entry):
    if entry.is_symlink():
        return "link to " + os.readlink(entry.path)
    return "folder" if entry.is_dir(follow_symlinks=False) else "file"


def _make_places(stand_in, shown):
    """Afterwards `stand_in` has a place for each entry that is shown, and nothing else."""
    wanted = {entry.name: _kind(entry) for entry in shown}
    try:
        os.mkdir(stand_in)
        os.chmod(stand_in, 0o1777)
        there = {}
    except FileExistsError:
        with os.scandir(stand_in) as found:
            there = {entry.name: _kind(entry) for entry in found}
    for name, kind in there.items():
        if wanted.get(name) != kind:
            _remove(os.path.join(stand_in, name), kind)
    for name, kind in wanted.items():
        if there.get(name) != kind:
            _make(os.path.join(stand_in, name), kind)


def _make(path, kind):
    if kind == "folder":
        os.mkdir(path, 0)
    elif kind == "file":
        os.mknod(path, stat.S_IFREG)
    else:
        os.symlink(kind[len("link to "):], path)


def _remove(path, kind):
    if kind != "folder":
        os.unlink(path)
        return
    try:
        os.rmdir(path)
    except OSError:
        import shutil  # an earlier attempt made it look like a place
        os.chmod(path, 0o700)
        shutil.rmtree(path, ignore_errors=True)


def _show(entry, place):
    if entry.is_symlink():
        return
    try:
        mounts.bind(entry.path, place)
    except OSError:  # it is gone by now
        _remove(place, _kind(entry))
