"""What a forked process needs to be like a started one: parent, end, signals."""
import os
import signal
import unittest

import runner_path  # noqa: F401, makes ianvs_runner importable
from ianvs_runner import process


def in_child(action):
    """Runs `action` in a forked process and returns its pid."""
    pid = os.fork()
    if pid == 0:
        try:
            action()
        finally:
            os._exit(99)
    return pid


class Pipe:
    """Tells by its end when the last process that has it is gone."""

    def __init__(self):
        self.reader, self.writer = os.pipe()

    def tell(self, text):
        os.write(self.writer, text.encode() + b"\n")

    def line(self):
        text = b""
        while not text.endswith(b"\n"):
            text += os.read(self.reader, 1) or b"(the end)\n"
        return text.decode().strip()

    def rest(self):
        os.close(self.writer)
        with open(self.reader, "rb") as all_of_it:
            return all_of_it.read().decode()


def grandchild(pipe, parent, middle_waits_for=None):
    """Forks twice; the inner process says what its parent is once die_with_parent is through, and stays."""
    def inner(between):
        process.die_with_parent(parent, between)
        pipe.tell("parent {}".format(os.getppid()))
        signal.pause()

    def middle():
        pid = os.getpid()
        in_child(lambda: inner(pid))
        if middle_waits_for is not None:
            os.read(middle_waits_for, 1)
        os._exit(0)

    return in_child(middle)


class ParentTest(unittest.TestCase):
    def test_orphans_come_to_a_subreaper(self):
        pipe = Pipe()

        def subreaper():
            process.become_subreaper()
            in_child(lambda: in_child(lambda: (pipe.tell("born"), signal.pause())) and os._exit(0))
            pipe.line()
            os.wait()
            with open("/proc/self/task/{}/children".format(os.getpid())) as children:
                pipe.tell("adopted {}".format(len(children.read().split())))
            os.kill(0, signal.SIGKILL)

        os.waitpid(in_child(lambda: (os.setsid(), subreaper())), 0)

        self.assertEqual(pipe.line(), "adopted 1")

    def test_a_process_waits_for_the_parent_that_it_is_to_die_with(self):
        pipe, gate, gate_end = Pipe(), *os.pipe()

        def agent():
            process.become_subreaper()
            middle = grandchild(pipe, os.getpid(), gate)
            os.write(gate_end, b"!")
            os.waitpid(middle, 0)
            pipe.tell("agent {}".format(os.getpid()))
            signal.pause()

        pid = in_child(agent)
        said = sorted([pipe.line(), pipe.line()])
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

        self.assertEqual([line.split()[1] for line in said], [str(pid)] * 2)
        self.assertEqual(pipe.rest(), "")  # comes back only when the grandchild, too, is gone

    def test_a_process_whose_future_parent_is_gone_ends(self):
        pipe = Pipe()
        gone = in_child(lambda: os._exit(0))
        os.waitpid(gone, 0)

        os.waitpid(grandchild(pipe, gone), 0)

        self.assertEqual(pipe.rest(), "")


class SignalsTest(unittest.TestCase):
    def test_signals_are_as_in_a_new_interpreter(self):
        pipe = Pipe()

        def check():
            for number in (signal.SIGTERM, signal.SIGPIPE, signal.SIGINT, signal.SIGRTMIN):
                signal.signal(number, lambda *_: None)
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            process.default_signals()
            handlers = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGRTMIN, signal.SIGPIPE,
                                                            signal.SIGINT)]
            expected = [signal.SIG_DFL, signal.SIG_DFL, signal.SIG_IGN, signal.default_int_handler]
            pipe.tell("{} {}".format(handlers == expected, signal.pthread_sigmask(signal.SIG_BLOCK, ())))
            os._exit(0)

        os.waitpid(in_child(check), 0)

        self.assertEqual(pipe.line(), "True set()")


if __name__ == "__main__":
    unittest.main()
