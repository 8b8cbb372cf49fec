"""Acts that end the test case, each in its own way."""
import ctypes
import os
import resource
import signal
import sys
import time

from acts import act


@act
def innocent(model):
    """Does nothing, and must not notice what others do."""


@act
def raises(model):
    raise ValueError("the model has no layers")


@act
def raises_chained(model):
    try:
        {}["layer 3"]
    except KeyError as error:
        raise RuntimeError("no weights were found") from error


@act
def raises_while_handling(model):
    try:
        raise OSError("the disk is gone")
    except OSError:
        raise LookupError("nothing to fall back to")


@act
def raises_with_no_words(model):
    raise AssertionError


@act
def raises_with_a_novel(model):
    raise ValueError("line of a novel\n" * 100000)


@act
def raises_what_has_no_text(model):
    class Mute(Exception):
        def __str__(self):
            raise TypeError("no text can be made of this")

        __repr__ = __str__
    raise Mute


@act
def raises_in_a_circle(model):
    first, second = ValueError("hen"), ValueError("egg")
    first.__cause__, second.__cause__ = second, first
    raise first


@act
def raises_surrogates(model):
    raise ValueError("a name that is no UTF-8: " + os.fsdecode(b"caf\xe9"))


@act
def recurses(model):
    recurses(model)


@act
def recurses_without_limit(model):
    sys.setrecursionlimit(1 << 30)
    resource.setrlimit(resource.RLIMIT_STACK, (1 << 20, resource.getrlimit(resource.RLIMIT_STACK)[1]))

    class Endless:
        def __repr__(self):
            return repr([self])
    repr(Endless())


@act
def asks_for_too_much_memory(model):
    bytearray(1 << 60)


@act
def fills_its_memory(model):
    with open("/proc/self/statm", encoding="ascii") as file:
        size = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + (64 << 20),) * 2)
    model.kept = []
    while True:
        model.kept.append(bytes(1000))


@act
def exits_at_once(model):
    os._exit(0)


@act
def exits_at_once_with_3(model):
    os._exit(3)


@act
def sys_exit_0(model):
    sys.exit(0)


@act
def sys_exit_text(model):
    sys.exit("no licence for this model")


@act
def interrupts_itself(model):
    raise KeyboardInterrupt


@act
def ends_as_a_generator(model):
    raise GeneratorExit


@act
def segfaults(model):
    ctypes.string_at(1)


@act
def aborts(model):
    os.abort()


@act
def kills_itself(model):
    os.kill(os.getpid(), signal.SIGKILL)


@act
def kills_its_group(model):
    os.killpg(0, signal.SIGTERM)


@act
def daemonizes(model):
    """The process that was started ends; one that it has made goes on as if nothing had happened."""
    if os.fork():
        os._exit(0)
    os.setsid()


@act
def hangs(model):
    while True:
        time.sleep(3600)


@act
def hangs_busily(model):
    while True:
        pass


@act
def hangs_deaf(model):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    hangs(model)


@act
def hangs_with_signals_blocked(model):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    hangs(model)


@act
def hangs_stopped(model):
    os.kill(os.getpid(), signal.SIGSTOP)
