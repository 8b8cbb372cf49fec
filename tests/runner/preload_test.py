"""Of what is imported in advance, whatever could harm forked processes is dropped with its reason."""
import os
import select
import shutil
import sys
import tempfile
import textwrap
import unittest

import runner_path  # noqa: F401
from ianvs_runner import preload

THREAD = "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\n"
NATIVE_THREAD = """
    import ctypes
    libc = ctypes.CDLL(None)
    thread = ctypes.c_ulong()
    assert libc.pthread_create(ctypes.byref(thread), None, libc.sleep, ctypes.c_void_p(1000)) == 0
    """


def children():
    with open("/proc/self/task/{}/children".format(os.getpid()), encoding="ascii") as file:
        return file.read()


class PreloadTest(unittest.TestCase):
    number = 0

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="ianvs-preload-")
        self.addCleanup(shutil.rmtree, self.folder)
        sys.path.insert(0, self.folder)
        self.addCleanup(sys.path.remove, self.folder)
        self.reports = []
        self.preload = preload.Preload(self.reports.append)

    def set(self, name, value):
        self.addCleanup(setattr, preload, name, getattr(preload, name))
        setattr(preload, name, value)

    def module(self, text=""):
        """A new module's name."""
        PreloadTest.number += 1
        name = "preloaded_{}".format(PreloadTest.number)
        with open(os.path.join(self.folder, name + ".py"), "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))
        self.addCleanup(sys.modules.pop, name, None)
        return name

    def bring_in(self, *modules):
        """What was dropped, with its reasons."""
        self.preload.want(list(modules))
        return self.wait_for_report()

    def wait_for_report(self):
        while not self.reports:
            poll = select.poll()
            poll.register(self.preload.descriptor(), select.POLLIN)
            self.preload.go_on(bool(poll.poll(self.preload.milliseconds_left())))
        return dict(self.reports.pop())

    def check_dropped(self, culprit, reason):
        """It is dropped, and what was imported before and after it is not."""
        before, after = self.module(), self.module()

        dropped = self.bring_in(before, culprit, after)

        self.assertEqual(list(dropped), [culprit])
        self.assertRegex(dropped[culprit], reason)
        self.assertIn(before, sys.modules)
        self.assertIn(after, sys.modules)
        self.assertNotIn(culprit, sys.modules)
        self.assertLessEqual({before, after}, set(self.preload.imported))
        self.assertNotIn(culprit, self.preload.imported)

    def test_modules_that_do_no_harm_are_imported(self):
        one, two = self.module(), self.module("import {}".format(self.module()))

        self.assertEqual(self.bring_in(one, two), {})

        self.assertLessEqual({one, two}, set(sys.modules))
        self.assertEqual(len(self.preload.imported), 3)

    def test_what_is_there_already_costs_no_probe(self):
        self.preload.want(["os", "sys"])

        self.assertEqual(self.reports, [[]])

    def test_lists_are_dealt_with_one_after_the_other(self):
        one, two = self.module(), self.module("1 / 0")
        self.preload.want([one])

        self.assertEqual(self.bring_in(two), {})
        self.assertEqual(list(self.wait_for_report()), [two])

    def test_a_thread_is_noticed(self):
        self.check_dropped(self.module(THREAD), "starts a thread")

    def test_a_thread_that_python_does_not_know_is_noticed(self):
        self.check_dropped(self.module(NATIVE_THREAD), "starts a thread")

    def test_an_exception_is_told(self):
        self.check_dropped(self.module("raise ValueError('no licence')"), "^ValueError: no licence$")

    def test_the_end_of_the_process_is_told(self):
        self.check_dropped(self.module("import sys; sys.exit(3)"), "^SystemExit: 3$")
        self.check_dropped(self.module("import os; os._exit(3)"), "ended the process .exit status 3.")
        self.check_dropped(self.module("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"), "signal 9")

    def test_a_module_that_hangs_is_given_up(self):
        self.set("_SECONDS_A_MODULE", 0.5)

        self.check_dropped(self.module("import time; time.sleep(1000)"), "did not come to an end")

    def test_a_gpu_that_is_opened_is_noticed(self):
        gpu = os.path.join(self.folder, "nvidia0")
        self.set("_GPUS", (gpu,))

        self.check_dropped(self.module("file = open({!r}, 'w')".format(gpu)), "opens .*nvidia0")

    def test_a_module_that_breaks_forks_is_dropped_with_its_package(self):
        culprit = self.module("import os; os.register_at_fork(after_in_child=lambda: os._exit(7))")

        self.check_dropped(culprit, "forked after its import fails .exit status 7.")

    def test_a_fork_that_hangs_is_noticed(self):
        self.set("_SECONDS_A_FORK", 0.5)
        culprit = self.module("import os, time; os.register_at_fork(after_in_child=lambda: time.sleep(1000))")

        self.check_dropped(culprit, "forked after its import hangs")

    def test_several_culprits_are_all_found(self):
        culprits = [self.module(THREAD), self.module("1 / 0"), self.module(THREAD)]

        self.assertEqual(set(self.bring_in(*culprits)), set(culprits))

    def test_without_an_end_of_culprits_the_rest_is_given_up(self):
        self.set("_MAX_PROBES", 2)
        modules = [self.module(THREAD) for _ in range(3)] + [self.module()]

        dropped = self.bring_in(*modules)

        self.assertEqual(set(dropped), set(modules))
        self.assertRegex(dropped[modules[-1]], "not tried")

    def test_a_process_that_is_started_is_noticed_and_ended(self):
        self.check_dropped(self.module("import subprocess; subprocess.Popen(['sleep', '1000'])"), "starts a process")

        self.assertEqual(children(), "")
        self.assertIsNone(self.preload.descriptor())

    def test_it_can_be_stopped_amid_a_trial(self):
        self.preload.want([self.module("import time; time.sleep(1000)")])

        self.preload.stop()

        self.assertIsNone(self.preload.descriptor())
        self.assertEqual(children(), "")


if __name__ == "__main__":
    unittest.main()
