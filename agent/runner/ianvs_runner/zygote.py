"""An interpreter that has imported Ianvs and waits: one fork of it, and a test case begins.

It has one thread and runs no code of the user. For each attempt it forks below a process in between: when that has
ended, the attempt is the agent's own child, whose exit status and use of CPU and memory the kernel tells the agent
alone. It ends when its socket does.
"""
import gc
import json
import os
import select
import signal
import socket
import sys

from ianvs_runner import between, interpreter, preload, process

# A packet of the agent: an environment, or names of modules.
_MAX_PACKET = 256 * 1024
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_GO = b"1"


def main(arguments):
    """Serves the agent at the other end of the socket whose descriptor is the one argument."""
    if len(arguments) != 1 or not arguments[0].isdigit():
        sys.stderr.write("ianvs_runner: zygote takes the descriptor of a socket\n")
        return 2
    # Whatever a terminal or batch system sends to all processes is for the agent to hear. Blocked rather than ignored:
    # in a child it waits until that has handlers of its own, and is not lost.
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    process.become_subreaper(False)
    os.set_inheritable(int(arguments[0]), False)
    zygote = Zygote(socket.socket(fileno=int(arguments[0])), os.getppid())
    gc.disable()
    answer = interpreter.look()
    if "ready" not in answer:
        zygote.say(answer)
        return 1
    from ianvs_runner import attempt  # noqa: F401  what a child needs, too
    freeze()
    try:
        zygote.say(answer)
        zygote.serve()
    except (BrokenPipeError, ConnectionResetError):
        pass  # the agent is gone, and did not wait for an answer
    zygote.stop()
    return 0


def freeze():
    """Takes all that there is now out of the collector's sight: it would write on each page that children share."""
    gc.collect()
    gc.freeze()
    process.use_large_pages()


class Zygote:
    """One agent's warm interpreter."""

    def __init__(self, channel, agent):
        self._channel = channel
        self._agent = agent
        self._preload = preload.Preload(self._say_dropped)

    def say(self, message):
        """Sends one packet to the agent."""
        self._channel.send(json.dumps(message).encode("ascii"))

    def stop(self):
        """Ends what is being tried."""
        self._preload.stop()

    def serve(self):
        """Does what the agent asks until it closes the socket."""
        while True:
            if not self._wait():
                continue
            packet = self._channel.recv(_MAX_PACKET)
            if not packet:
                return
            message = json.loads(packet.decode("utf-8", "surrogateescape"))
            if "start" in message:
                self._start(message)
            elif "import" in message:
                self._preload.want(message["import"])

    def _wait(self):
        """True when there is a packet; meanwhile modules are tried, which must not keep attempts waiting."""
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        probe = self._preload.descriptor()
        if probe is not None:
            poll.register(probe, select.POLLIN)
        ready = [descriptor for descriptor, _ in poll.poll(self._preload.milliseconds_left())]
        if probe is not None and self._channel.fileno() not in ready:
            self._preload.go_on(probe in ready)
        return self._channel.fileno() in ready

    def _say_dropped(self, dropped):
        freeze()
        self.say({"dropped": [{"module": module, "why": why} for module, why in dropped]})

    # ---- an attempt's start ----

    def _start(self, message):
        sys.stdout.flush()
        sys.stderr.flush()
        try:
            status = between.run(lambda: self._fork_once_more(message))
        except OSError as error:
            self._say_not_started(message, error.strerror, error.errno)
            return
        if status != 0:
            # It may have said so before; then the agent doesn't mind.
            self._say_not_started(message, "the process that forks it ended with wait status {}".format(status), 0)

    def _say_not_started(self, message, error, number):
        self.say({"could_not_start": message["start"], "error": error, "errno": number})

    def _fork_once_more(self, message):
        """In the process between zygote and attempt. The agent must know the attempt's pid before it is its parent."""
        try:
            _open_standard_streams(message)
            told, tell = os.pipe()
            middle = os.getpid()
            shared = _resident_bytes()
            child = os.fork()
        except OSError as error:
            what = error.strerror if error.filename is None else "{}: {}".format(error.filename, error.strerror)
            self._say_not_started(message, what, error.errno)
            return
        if child == 0:
            _perform(self._become_attempt, message, middle, told, tell)
        self.say({"started": message["start"], "pid": child, "shared_bytes": shared})
        os.write(tell, _GO)

    def _become_attempt(self, message, middle, told, tell):
        os.setsid()
        os.close(tell)
        if os.read(told, 1) != _GO:
            os._exit(1)  # nobody knows of this process
        process.die_with_parent(self._agent, middle)
        process.become_subreaper()
        process.close_descriptors_but((0, 1, 2))
        _set_environment(message["environment"])
        process.default_signals()
        gc.enable()
        from ianvs_runner import attempt
        attempt.run_attempt(self._preload.imported)


def _perform(action, *arguments):
    """In a forked process, which has no business behind this."""
    try:
        action(*arguments)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(1)


def _open_standard_streams(message):
    for to, path, flags in ((0, "/dev/null", os.O_RDONLY),
                            (1, message["stdout"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND),
                            (2, message["stderr"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)):
        opened = os.open(path, flags | os.O_CLOEXEC, 0o644)
        os.dup2(opened, to)
        os.close(opened)


def _resident_bytes():
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[1]) * _PAGE_BYTES


def _set_environment(environment):
    os.environ.update(environment)
