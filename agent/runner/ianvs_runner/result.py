"""Hands the result to the agent: one JSON file, written beside its place and renamed into it.

User code may by then have replaced print, open, os.write or json.dumps, changed directory, forked, or closed every
descriptor. So whatever is needed is taken here, when this module is imported, and only the process that was started
tells anything.
"""
from errno import EMFILE
from json.encoder import encode_basestring
from os import (O_CLOEXEC, O_CREAT, O_DIRECTORY, O_NOFOLLOW, O_RDONLY, O_TRUNC, O_WRONLY, close, closerange, fchmod,
                fstat, getpid, open as open_file, path as _path, rename, write)

MAX_BYTES = 256 * 1024

_float_text, _int_text = float.__repr__, int.__repr__
_float_names = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
_abspath, _split = _path.abspath, _path.split


def bounded(result):
    """The result, if need be without the list of imports; a failure instead of what is too large for the agent."""
    size = len(_bytes_of(result))
    if size <= MAX_BYTES:
        return result
    if "imports" in result:
        return bounded({key: value for key, value in result.items() if key != "imports"})
    sizes = {name: len(_bytes_of([value, result["texts"].get(name)])) for name, value in result["metrics"].items()}
    largest = max(sizes, key=sizes.get)
    message = "the metrics take {} bytes, {!r} alone {}; the leaderboard takes {}".format(
        size, largest, sizes[largest], MAX_BYTES)
    return {"error": {"type": "MetricsTooLarge", "message": message, "traceback": "", "frame": None,
                      "hint": "Return numbers, and write such data to a file in the output folder."}}


def _bytes_of(value):
    return _json(value).encode("utf-8")


def _json(value):
    """Like json.dumps, whose classes user code may have changed; of Python's own types alone."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return _int_text(value)
    if isinstance(value, float):
        text = _float_text(value)
        return _float_names.get(text, text)
    if isinstance(value, dict):
        return "{" + ",".join([_json(key) + ":" + _json(item) for key, item in value.items()]) + "}"
    return "[" + ",".join([_json(item) for item in value]) + "]"


class ResultFile:
    """The place of this attempt's result. To be made before user code runs, and before /tmp becomes another one."""

    def __init__(self, path):
        folder, self._name = _split(_abspath(path))
        self._path = folder + "/" + self._name
        self._pid = getpid()
        self._folder = open_file(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        self._identity = self._identify()

    def belongs_here(self):
        """Whether this is the process that was started, not one that user code forked from it."""
        return getpid() == self._pid

    def write(self, result):
        """Writes `result` if this process may; raises OSError if the file can't be written."""
        if not self.belongs_here():
            return
        content = _bytes_of(result)
        try:
            self._put(content)
        except OSError as error:
            if error.errno != EMFILE:
                raise
            # User code has used up all descriptors and needs them no more.
            closerange(3, 1024)
            self._put(content)

    def _put(self, content):
        folder, name = self._place()
        partial = name + ".partial"
        file = open_file(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600, dir_fd=folder)
        fchmod(file, 0o600)  # user code may have changed the mask
        rest = memoryview(content)
        while rest:
            rest = rest[write(file, rest):]
        close(file)
        rename(partial, name, src_dir_fd=folder, dst_dir_fd=folder)

    def _place(self):
        """The folder's descriptor if user code has left it alone, else the path."""
        if self._identify() == self._identity:
            return self._folder, self._name
        return None, self._path

    def _identify(self):
        try:
            status = fstat(self._folder)
        except OSError:
            return None
        return status.st_dev, status.st_ino
