"""The process between the warm interpreter and an attempt."""
import ctypes
import os
import signal
import sys
import unittest
from unittest import mock

import runner_path  # noqa: F401
from ianvs_runner import between, process


class BetweenTest(unittest.TestCase):
    """The test itself is the subreaper that gets the children."""

    def setUp(self):
        if not process.become_subreaper():
            self.skipTest("this system lets no process take in orphans")
        self.addCleanup(process.become_subreaper, False)

    def forked(self, in_child):
        """The exit status of a process in which `in_child` gave it, forked below the one in between."""
        pids = []

        def fork():
            pid = os.fork()
            if pid == 0:
                status = 99
                try:
                    status = in_child()
                finally:
                    os._exit(status)
            os.write(tell, b"%d" % pid)

        told, tell = os.pipe()
        self.addCleanup(os.close, told)
        self.addCleanup(os.close, tell)
        self.assertEqual(between.run(fork), 0)
        pids.append(int(os.read(told, 20)))
        return os.waitstatus_to_exitcode(os.waitpid(pids[0], 0)[1])

    def test_what_it_forks_becomes_this_process_s_own_child(self):
        self.assertEqual(self.forked(lambda: 7), 7)

    def test_a_child_can_go_deep(self):
        def deep(left):
            return 0 if left == 0 else deep(left - 1)

        def go():
            sys.setrecursionlimit(20000)
            return deep(15000)

        self.assertEqual(self.forked(go), 0)

    def test_a_child_has_threads_children_and_its_cpu(self):
        def use():
            import subprocess
            import threading
            thread = threading.Thread(target=lambda: None)
            thread.start()
            thread.join()
            cpus = os.sched_getaffinity(0)
            for cpu in sorted(cpus):
                os.sched_setaffinity(0, {cpu})
                if ctypes.CDLL(None).sched_getcpu() != cpu:
                    return 1
            return subprocess.run(["true"]).returncode

        self.assertEqual(self.forked(use), 0)

    def test_an_exception_in_it_is_its_wait_status(self):
        with mock.patch("sys.excepthook"):
            self.assertEqual(between.run(lambda: 1 // 0), 256)

    def test_it_may_die_by_a_signal(self):
        self.assertEqual(between.run(lambda: os.kill(os.getpid(), signal.SIGKILL)), signal.SIGKILL)
        self.assertEqual(self.forked(lambda: 0), 0)

    def test_hundreds_leave_nothing_behind(self):
        files = len(os.listdir("/proc/self/fd"))
        for _ in range(300):
            self.assertEqual(between.run(lambda: None), 0)
        self.assertEqual(len(os.listdir("/proc/self/fd")), files)
        with self.assertRaises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)

    def test_where_no_memory_can_be_shared_it_is_forked(self):
        with mock.patch.object(between, "_on_own_stack", None):
            self.assertEqual(self.forked(lambda: 7), 7)
            with mock.patch("sys.excepthook"):
                self.assertEqual(between.run(lambda: 1 // 0), 256)


if __name__ == "__main__":
    unittest.main()
