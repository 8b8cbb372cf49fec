"""A warm interpreter forks attempts that are their agent's own children and find what a new interpreter would."""
import json
import os
import signal
import socket
import subprocess
import sys
import unittest

from attempts import MAIN, AttemptCase
from ianvs_runner import process


def setUpModule():
    process.become_subreaper()  # these tests are the agent


def tearDownModule():
    process.become_subreaper(False)


def reap(pid):
    """Its exit status or -signal, and what it used, once it is our child and has ended."""
    while True:
        try:
            _, status, usage = os.wait4(pid, 0)
        except ChildProcessError:
            os.sched_yield()  # the process in between has not ended yet
            continue
        return (-os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)), usage


class ZygoteTest(AttemptCase):
    def setUp(self):
        super().setUp()
        self.channel, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.channel.settimeout(60)
        self.addCleanup(self.channel.close)
        variables = {name: value for name, value in self.environment().items() if not name.startswith("IANVS_")}
        variables["PYTHONPATH"] += os.pathsep + os.path.join(self.folder, "installed")
        self.zygote = subprocess.Popen([sys.executable, MAIN, "zygote", str(other.fileno())], cwd=self.folder,
                                       env=variables, stdin=subprocess.DEVNULL, pass_fds=[other.fileno()])
        other.close()
        self.addCleanup(self.end)
        self.ready = self.hear()["ready"]

    def end(self):
        self.channel.close()
        self.zygote.wait(60)

    def hear(self):
        return json.loads(self.channel.recv(1 << 18).decode())

    def ask(self, **message):
        self.channel.send(json.dumps(message).encode())
        return self.hear()

    def start(self, number=1, **variables):
        """Asks for an attempt of the job in the test's folder; the answer."""
        environment = {name: value for name, value in self.environment().items() if name.startswith("IANVS_")}
        environment["IANVS_RESULT"] = os.path.join(self.base, "result{}.json".format(number))
        environment.update(variables)
        self.spec["folder"] = "{:04}".format(number)
        with open(environment["IANVS_TESTCASE"], "w", encoding="utf-8") as file:
            json.dump(self.spec, file)
        return self.ask(start=number, environment=environment, stdout=self.log(number, "out"),
                        stderr=self.log(number, "err"))

    def log(self, number, stream):
        return os.path.join(self.base, "{}.{}".format(number, stream))

    def text(self, number, stream="out"):
        with open(self.log(number, stream), encoding="utf-8") as file:
            return file.read()

    def result(self, number=1):
        with open(os.path.join(self.base, "result{}.json".format(number)), encoding="utf-8") as file:
            return json.load(file)

    def attempt(self, number=1, **variables):
        """Its exit status, once it has ended."""
        started = self.start(number, **variables)
        self.assertEqual(started["started"], number)
        return reap(started["pid"])[0]

    def show(self, expression):
        """What an expression is in `train`."""
        self.write_model("train", "import os, sys, signal, threading, gc; print({})".format(expression))
        self.number = getattr(self, "number", 0) + 1
        self.assertEqual(self.attempt(self.number), 0, self.text(self.number, "err"))
        return self.text(self.number).strip()

    def test_an_attempt_is_the_agents_own_child_and_succeeds(self):
        started = self.start()

        status, usage = reap(started["pid"])

        self.assertEqual(status, 0, self.text(1, "err"))
        self.assertEqual(self.result()["metrics"], {"hits": 2})
        self.assertGreater(started["shared_bytes"], 1 << 20)
        self.assertLess(usage.ru_maxrss * 1024 - started["shared_bytes"], started["shared_bytes"] * 2)

    def test_an_attempt_has_what_a_new_interpreter_has(self):
        agent = os.getpid()
        for expression, expected in (
                ("os.getppid()", str(agent)),
                ("os.getsid(0) == os.getpgid(0) == os.getpid()", "True"),
                ("sorted(int(n) for n in os.listdir('/proc/self/fd'))[:3], os.readlink('/proc/self/fd/0')",
                 "[0, 1, 2] /dev/null"),
                ("signal.pthread_sigmask(signal.SIG_BLOCK, ())", "set()"),
                ("signal.getsignal(signal.SIGTERM) == signal.SIG_DFL", "True"),
                ("signal.getsignal(signal.SIGINT) == signal.default_int_handler", "True"),
                ("threading.current_thread() is threading.main_thread(), threading.active_count()", "True 1"),
                ("gc.isenabled()", "True"),
                ("sys.argv", "['ianvs', '-f', 'job.yaml']")):
            with self.subTest(expression=expression):
                self.assertEqual(self.show(expression), expected)

    def test_the_agents_socket_is_not_open_in_an_attempt(self):
        sockets = "[t for t in (os.readlink('/proc/self/fd/' + n) for n in os.listdir('/proc/self/fd')"
        self.assertEqual(self.show(sockets + " if os.path.lexists('/proc/self/fd/' + n)) if 'socket' in t]"), "[]")

    def test_variables_are_set(self):
        self.write_model("train", "import os; print(os.environ['NEW'], os.environ['PYTHONPATH'])")

        self.assertEqual(self.attempt(NEW="a \udcff", PYTHONPATH="other"), 0, self.text(1, "err"))

        with open(self.log(1, "out"), "rb") as file:
            self.assertRegex(file.read(), rb"^a .* other\n$")

    def test_a_log_of_an_earlier_attempt_is_emptied(self):
        self.write_model("train", "print('one')")
        self.attempt(1)
        with open(self.log(2, "out"), "w", encoding="utf-8") as file:
            file.write("old")

        self.attempt(2)

        self.assertEqual(self.text(2), "one\n")

    def test_attempts_do_not_meet_in_module_state(self):
        self.write_model("train", "global count; count += 1; print(count)", before="count = 0")

        for number in (1, 2):
            self.attempt(number)
            self.assertEqual(self.text(number), "1\n")

    def test_random_numbers_differ(self):
        self.assertNotEqual(self.show("__import__('random').random()"), self.show("__import__('random').random()"))

    def test_an_end_by_a_signal_is_seen_by_the_agent(self):
        self.write_model("train", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")

        self.assertEqual(self.attempt(), -signal.SIGSEGV)

    def test_what_cannot_be_opened_is_told(self):
        answer = self.ask(start=3, environment={}, stdout=self.base + "/no/such/folder", stderr="/dev/null")

        self.assertEqual(answer["could_not_start"], 3)
        self.assertEqual(answer["errno"], 2)
        self.assertIn("/no/such/folder", answer["error"])
        self.assertEqual(self.attempt(), 0)

    def test_signals_for_everybody_do_not_end_it(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1):
            self.zygote.send_signal(number)

        self.assertEqual(self.attempt(), 0)

    def test_a_signal_that_comes_before_the_attempt_is_ready_ends_it_all_the_same(self):
        for number in range(1, 6):
            started = self.start(number)
            while True:
                try:
                    os.kill(started["pid"], signal.SIGTERM)
                    break
                except ProcessLookupError:
                    pass
            self.assertEqual(reap(started["pid"])[0], -signal.SIGTERM)

    def test_it_ends_with_its_socket(self):
        self.channel.close()

        self.assertEqual(self.zygote.wait(60), 0)

    def test_an_attempt_goes_on_without_it(self):
        self.write_model("train", "open('here', 'w').close(); import os\nwhile not os.path.exists('go'): pass")
        started = self.start()
        while not os.path.exists(os.path.join(self.folder, "here")):
            pass
        self.zygote.kill()
        self.zygote.wait()
        self.write("go", "")

        self.assertEqual(reap(started["pid"])[0], 0)

    def test_what_is_to_be_imported_is_there_in_attempts(self):
        self.assertEqual(self.show("'xmlrpc.client' in sys.modules"), "False")

        answer = self.ask(**{"import": ["xmlrpc.client", "no_such_module"]})

        self.assertEqual([entry["module"] for entry in answer["dropped"]], ["no_such_module"])
        self.assertRegex(answer["dropped"][0]["why"], "No module named")
        self.assertEqual(self.show("'xmlrpc.client' in sys.modules"), "True")

    def test_attempts_are_started_while_modules_are_tried(self):
        gate = os.path.join(self.base, "gate")
        os.mkfifo(gate)
        self.write("installed/slow_module.py", "import os\nif os.path.exists({0!r}): open({0!r}).read()".format(gate))
        self.channel.send(json.dumps({"import": ["slow_module"]}).encode())
        self.show("1")  # before the module's import can end

        with open(gate, "w", encoding="utf-8"):
            os.unlink(gate)

        self.assertEqual(self.hear(), {"dropped": []})


if __name__ == "__main__":
    unittest.main()
