"""Imports in advance what test cases were seen to import, if that can't harm those that are forked afterwards.

Each list of modules is tried in a forked copy first. A module that starts a thread or a process, opens a GPU, raises,
hangs, ends the process or keeps forks of it from working is dropped, and all others are tried again without it.
"""
import importlib
import importlib.util
import json
import os
import signal
import sys
import time

from ianvs_runner import process

# A module that takes longer would keep attempts waiting for too long.
_SECONDS_A_MODULE = 30
_SECONDS_A_FORK = 10
_SECONDS_IN_ALL = 100
_MAX_PROBES = 20
_GPUS = ("/dev/nvidia", "/dev/kfd", "/dev/dri")


class Preload:
    """Modules that are to be imported in advance. `report` is called with [(module, why)] of each list's end."""

    def __init__(self, report):
        self.imported = {}  # beyond what was there before: names by their first part
        self._report = report
        self._lists = []
        self._trial = None

    def want(self, modules):
        """Begins to try them; they are imported once `go_on` has found no fault in them."""
        self._lists.append(list(modules))
        self._begin()

    def descriptor(self):
        """Readable when `go_on` has something to do; None: nothing is being tried."""
        return None if self._trial is None else self._trial.descriptor()

    def milliseconds_left(self):
        """When `go_on` is due at the latest; None: never."""
        if self._trial is None:
            return None
        return max(0, int((self._trial.deadline - time.monotonic()) * 1000) + 1)

    def go_on(self, is_readable):
        """Hears what the forked copy has to say; imports what it found good once it has said all."""
        good, dropped = self._trial.go_on(is_readable)
        if good is None:
            return
        self._trial = None
        self._import(good, dropped)
        self._report(dropped)
        self._begin()

    def stop(self):
        """Ends what is being tried."""
        if self._trial is not None:
            self._trial.stop()
            self._trial = None

    def _begin(self):
        importlib.invalidate_caches()  # an attempt may have found what was not there at the start
        while self._trial is None and self._lists:
            modules = [name for name in self._lists.pop(0) if name not in sys.modules]
            if modules:
                self._trial = Trial(modules)
            else:
                self._report([])

    def _import(self, modules, dropped):
        before = frozenset(sys.modules)
        for name in modules:
            why = import_one(name)
            if why is not None:
                dropped.append((name, why))
        for name in sys.modules.keys() - before:
            self.imported.setdefault(name.partition(".")[0], []).append(name)
        if len(sys._current_frames()) > 1:
            # What a probe found harmless was not. The agent starts another one, without them.
            self._report([(name, "it started a thread") for name in modules])
            os._exit(1)


class Trial:
    """Probes, one after the other, until one finds nothing more to drop."""

    def __init__(self, modules):
        self._modules = modules
        self._dropped = []
        self._probes = 0
        self._end = time.monotonic() + _SECONDS_IN_ALL
        self._probe()

    def descriptor(self):
        """Where the probe speaks."""
        return self._reader

    def stop(self):
        """Ends the probe and what it has started, except what has left its session."""
        os.kill(self._pid, signal.SIGSTOP)  # no more children
        for kill, number in ((os.killpg, self._pid), (os.kill, self._pid)):
            try:
                kill(number, signal.SIGKILL)
            except ProcessLookupError:
                pass
        _, self._status = os.waitpid(self._pid, 0)
        os.close(self._reader)

    def go_on(self, is_readable):
        """(modules to import, [(module, why)]) when all is known, else (None, None)."""
        is_late = not is_readable and time.monotonic() >= self.deadline
        if is_readable:
            said = os.read(self._reader, 65536)
            self._heard += said
            *lines, self._heard = self._heard.split(b"\n")
            for line in lines:
                self._hear(*json.loads(line))
            if said:
                return None, None
        elif not is_late:
            return None, None
        self.stop()
        if not self._is_done:
            self._blame("it did not come to an end within {} s".format(_SECONDS_A_MODULE) if is_late
                        else "it ended the process ({})".format(_text_of(self._status)))
        return self._next()

    def _next(self):
        if self._is_done and not self._is_spoilt:
            return self._modules, self._dropped
        if self._probes >= _MAX_PROBES or time.monotonic() > self._end:
            return [], self._dropped + [(name, "not tried: too much was dropped before") for name in self._modules]
        if not self._modules:
            return [], self._dropped
        self._probe()
        return None, None

    def _probe(self):
        self._probes += 1
        self._heard = b""
        self._tried = None
        self._is_done = self._is_spoilt = False
        self._reader, writer = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        zygote = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                os.setsid()
                process.die_with_parent(zygote)
                process.close_descriptors_but((0, 1, 2, writer))
                probe(self._modules, lambda *said: os.write(writer, (json.dumps(said) + "\n").encode("ascii")))
            finally:
                os._exit(0)
        os.close(writer)
        self._set_deadline()

    def _set_deadline(self):
        self.deadline = time.monotonic() + _SECONDS_A_MODULE

    def _hear(self, what, names=(), why=""):
        self._set_deadline()
        if what == "try":
            self._tried = names
        elif what == "drop":
            self._drop(names, why)
        elif what == "spoilt":
            # With such a thing in it, nothing else can be tried there.
            self._is_done = self._is_spoilt = True
            self._drop(names, why)
        elif what == "done":
            self._is_done = True

    def _blame(self, why):
        if self._tried is None:
            self._drop(self._modules, why)
        else:
            self._drop(self._tried, why)

    def _drop(self, names, why):
        self._modules = [name for name in self._modules if name not in names]
        self._dropped += [(name, why) for name in names]


# ---- inside a probe ----

def probe(modules, say):
    """Tries them one after the other and says of each what came of it."""
    for group in _by_package(modules):
        good = []
        for name in group:
            say("try", [name])
            why = import_one(name)
            if why is not None:
                say("drop", [name], why)
                continue
            good.append(name)
            why = _what_it_left()
            if why is not None:
                say("spoilt", [name], why)
                return
        if good:
            say("try", good)
            why = _what_a_fork_does()
            if why is not None:
                say("spoilt", good, why)
                return
    say("done")


def import_one(name):
    """None, or why it can't be imported."""
    try:
        importlib.import_module(name)
    except BaseException as error:
        message = str(error).strip().split("\n")[0][:200]
        return "{}: {}".format(type(error).__name__, message) if message else type(error).__name__
    return None


def _by_package(modules):
    """The standard library's modules first, then package by package."""
    groups = {}
    standard = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
    for name in modules:
        top = name.partition(".")[0]
        try:
            spec = importlib.util.find_spec(top)
        except (ImportError, ValueError):
            spec = None
        origin = str(getattr(spec, "origin", "") or "")
        is_standard = (origin.startswith(standard) and "/site-packages/" not in origin
                       and "/dist-packages/" not in origin)
        groups.setdefault("" if is_standard else top, []).append(name)
    standard_modules = groups.pop("", None)
    return ([standard_modules] if standard_modules else []) + list(groups.values())


def _what_it_left():
    if len(sys._current_frames()) > 1:
        return "it starts a thread"
    gpu = _open_gpu()
    if gpu is not None:
        return "it opens {}".format(gpu)
    if _has_children():
        return "it starts a process"
    if _threads() > 1:
        return _what_a_fork_does()
    return None


def _has_children():
    with open("/proc/self/task/{}/children".format(os.getpid()), "rb") as file:
        return bool(file.read())


def _open_gpu():
    for name in os.listdir("/proc/self/fd"):
        try:
            path = os.readlink("/proc/self/fd/" + name)
        except OSError:
            continue
        if path.startswith(_GPUS):
            return path
    return None


def _threads():
    return len(os.listdir("/proc/self/task"))


def _what_a_fork_does():
    """None if a forked copy works. Threads of libraries that end them before each fork, as OpenBLAS does, are fine;
    others would be missing in the copy, with all that they hold."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            _exercise()
            status = 0
        finally:
            os._exit(status)
    end = time.monotonic() + 0.5
    while _threads() > 1 and time.monotonic() < end:
        time.sleep(0.001)  # those that were told to end are not gone at once
    why = "it starts a thread" if _threads() > 1 else None
    status = _status_within(pid, _SECONDS_A_FORK)
    if why is None and status is None:
        why = "a process that is forked after its import hangs"
    elif why is None and status != 0:
        why = "a process that is forked after its import fails ({})".format(_text_of(status))
    return why


def _exercise():
    """What test cases do, and what locks that nobody can open any more would not let them do."""
    import threading
    thread = threading.Thread(target=time.sleep, args=(0,))
    thread.start()
    thread.join()
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if numpy is not None:
        numpy.ones((200, 200)).dot(numpy.ones((200, 200)))
    if torch is not None:
        torch.ones((200, 200)).mm(torch.ones((200, 200)))


def _status_within(pid, seconds):
    """Its wait status; None if it had to be killed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.001)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return None


def _text_of(status):
    if os.WIFSIGNALED(status):
        return "signal {}".format(os.WTERMSIG(status))
    return "exit status {}".format(os.WEXITSTATUS(status))
