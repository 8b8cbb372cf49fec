"""Acts on what a process has: arguments, folder, streams, descriptors, limits, the standard library itself."""
import builtins
import io
import json
import logging
import os
import resource
import shutil
import sys
import tempfile
import time

from acts import act, marked


@act
def reads_argv(model):
    assert sys.argv[:2] == ["ianvs", "-f"] and sys.argv[2].endswith("traps.yaml"), sys.argv


@act
def changes_directory_at_the_end(model):
    model.at_the_end = lambda: os.chdir("/")


@act
def changes_directory(model):
    """Ianvs itself then doesn't find the metrics' files, whose paths are relative."""
    os.chdir("/")


@act
def loses_its_directory(model):
    folder = tempfile.mkdtemp(prefix=marked("lost"))

    def lose():
        os.chdir(folder)
        shutil.rmtree(folder)
    model.at_the_end = lose


@act
def clears_environment(model):
    os.environ.clear()


@act
def closes_streams(model):
    sys.stdout.close()
    sys.stderr.close()


@act
def closes_descriptors(model):
    os.closerange(0, 3)


@act
def closes_all_descriptors(model):
    os.closerange(0, 10000)


@act
def takes_all_descriptors(model):
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    model.at_the_end = lambda: _take_descriptors(model)


def _take_descriptors(model):
    model.kept = []
    try:
        while True:
            model.kept.append(os.dup(2))
    except OSError:
        pass


@act
def replaces_streams(model):
    sys.stdout = io.StringIO()
    sys.stderr = sys.stdin = None


@act
def replaces_streams_by_what_hangs(model):
    class Hanging:
        def write(self, text):
            return len(text)

        def flush(self):
            while True:
                time.sleep(3600)
    sys.stdout = sys.stderr = Hanging()


def _broken(*arguments, **keywords):
    raise RuntimeError("this was replaced")


@act
def replaces_functions(model):
    def replace():
        json.dumps = json.dump = json.JSONEncoder.encode = json.JSONEncoder.iterencode = _broken
        for name in ("write", "open", "rename", "replace", "close", "getpid", "_exit", "fsync", "fstat"):
            setattr(os, name, _broken)
        builtins.open = builtins.print = io.open = _broken
        time.sleep = sys.exit = _broken
    model.at_the_end = replace


@act
def replaces_types(model):
    def replace():
        for name in ("str", "repr", "isinstance", "len", "getattr", "hasattr", "type", "set", "dict", "memoryview"):
            setattr(builtins, name, _broken)
    model.at_the_end = replace


@act
def empties_sys_modules(model):
    model.at_the_end = sys.modules.clear


@act
def reads_stdin(model):
    assert sys.stdin.read() == ""


@act
def asks_the_user(model):
    input("Continue? ")


@act
def forbids_files(model):
    """What it writes from here on, its result included, fails."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


@act
def hides_its_files(model):
    os.umask(0o777)


@act
def silences_logging(model):
    logging.disable(logging.CRITICAL)
    logging.shutdown()


@act
def prints_200_megabytes(model):
    line = b"epoch 17: loss 0.1234567890, accuracy 0.987654321 ".ljust(99, b".") + b"\n"
    for _ in range(200):
        _write_all(1, line * 10000)
    print("the last line")


def _write_all(descriptor, content):
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest):]


@act
def prints_without_end_of_line(model):
    print("no end of line", end="")


@act
def prints_no_utf8(model):
    os.write(2, b"\xff\xfe caf\xe9 \x1b[31mred\x1b[0m \x00 \xf0\x9f\n")
    raise ValueError("after bytes that are no UTF-8")


@act
def dies_with_no_utf8(model):
    os.write(2, b"\xff\xfe caf\xe9 \x1b[31mred\x1b[0m \x00 \xf0\x9f\n")
    os._exit(4)
