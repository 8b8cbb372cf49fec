"""Places outside the workspace in which test cases would meet are each attempt's own.

Serial Ianvs runs one test case after the other, so what sedna or user code writes to a fixed place, such as
/tmp/model_finetune_.pkl, is overwritten by nobody before it is read. Side by side, test cases would load one another's
models and nobody would notice: the results would just be wrong. So:

* /tmp is the attempt's own, by a mount namespace (`own_tmp`): what it makes there is seen by its own processes alone
  and deleted afterwards. What was in /tmp before stays, at its place and the real thing, for jobs, data and sockets may
  lie there. This takes root's rights or user namespaces, and about half a millisecond.
* So are /var/tmp and, in memory, /dev/shm, where what multiprocessing shares would outlive processes that are killed.
* Elsewhere, as in most containers, there is TMPDIR, which tempfile and most programs honour, and what sedna honours:
  `sedna_patches` leads the places where it writes by itself to the attempt's TMPDIR. User code that writes to a fixed
  name in /tmp is left to itself there.
* /var/lib/sedna/kb is replaced by sedna's own variable in any case, as it needs root's rights otherwise.
* The current folder is the user's, as in serial Ianvs, since job files speak of paths relative to it. The one file that
  sedna writes there, index.pkl, is led away by `sedna_patches`.

A network namespace was left out: user code may need a server on this machine. So was a process namespace: the agent
finds all processes of an attempt without one. So was overlayfs, in which even old files in /tmp could be changed in
private: it can't lie on the overlay that a container's root is, and takes sockets' peers away.
"""
import os

from ianvs_runner import mounts, own_shm, own_tmp

_has_own_tmp = False


def enter():
    """Gives this process places of its own. To be called once, before Ianvs is imported in a new interpreter or first
    thing in a forked child, while there is a single thread. Never raises: what isn't allowed here is left out."""
    global _has_own_tmp
    folder = temporary_folder()
    if folder is None:
        return
    os.environ.setdefault("EDGE_OUTPUT_URL", os.path.join(folder, "sedna-kb"))
    if not _succeeds(mounts.own_namespace):
        return
    _has_own_tmp = _succeeds(own_tmp.enter, folder + ".tmp")
    _succeeds(own_tmp.enter, folder + ".var-tmp", own_tmp.VAR_TMP)
    _succeeds(own_shm.enter)


def _succeeds(action, *arguments):
    try:
        action(*arguments)
    except Exception:  # whatever a machine's peculiarity is: the attempt runs without
        return False
    return True


def has_own_tmp():
    """Whether nobody else sees what this attempt makes in /tmp."""
    return _has_own_tmp


def temporary_folder():
    """The attempt's own folder for temporary files, if the agent made one: TMPDIR in a folder of the user alone."""
    folder = os.environ.get("TMPDIR", "")
    try:
        parent = os.stat(os.path.dirname(folder))
    except OSError:
        return None
    is_ours = os.path.isabs(folder) and parent.st_uid == os.geteuid() and parent.st_mode & 0o077 == 0
    return folder if is_ours else None
