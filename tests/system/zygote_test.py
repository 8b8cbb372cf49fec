"""Warm interpreters: whatever happens to them, every test case runs once, and nothing is left."""

import contextlib
import json
import os
import pathlib
import re
import signal
import textwrap
import threading
import time
import unittest

import ianvs_jobs
from cluster import SystemTest, children, descendants

MODEL = """
    import sys
    FOUND = ",".join(name for name in ("calm", "restless", "fragile") if name in sys.modules)
    import json, os, resource, socket
    from sedna.common.class_factory import ClassFactory, ClassType
    {imports}

    @ClassFactory.register(ClassType.GENERAL, alias="toy")
    class Toy:
        def __init__(self, number=0, act="", **kwargs):
            self.number, self.act = number, act

        def preprocess(self):
            return None

        def train(self, data, **kwargs):
            if self.act == "gate":
                gate = socket.socket(socket.AF_UNIX)
                gate.connect(os.path.join(os.environ["GATE_FOLDER"], "gate.sock"))
                gate.sendall((json.dumps({{"pid": os.getpid(), "number": self.number, "found": FOUND}}) + "\\n").encode())
                gate.recv(3)
            elif self.act == "crash when fragile is warm" and "fragile" in FOUND:
                os.abort()
            elif self.act == "use memory":
                self.used = bytearray(30_000_000)

        def save(self, path):
            return None

        def load(self, path):
            pass

        def predict(self, x, **kwargs):
            return [FOUND] * len(x)
    """
METRICS = """
    from sedna.common.class_factory import ClassFactory, ClassType

    @ClassFactory.register(ClassType.GENERAL, alias="score")
    def score(truth, found):
        return 1.0

    @ClassFactory.register(ClassType.GENERAL, alias="found")
    def found(truth, found):
        return found[0]
    """


def zygotes(pid):
    """Pids of the warm interpreters somewhere below a process: attempts print to logs of their own."""
    found = []
    for below in descendants(pid):
        with contextlib.suppress(OSError):
            if re.search(r"/interpreter\d+\.out$", os.readlink(f"/proc/{below}/fd/1")):
                found.append(below)
    return found


def zombies(pid):
    found = []
    for below in descendants(pid):
        with contextlib.suppress(OSError):
            if pathlib.Path(f"/proc/{below}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                found.append(below)
    return found


class ZygoteTest(SystemTest):
    """With the package that stands for Ianvs: what is tested is who forks whom."""

    def setUp(self):
        super().setUp()
        self.environment = ianvs_jobs.environment(ianvs_jobs.CONTRACT, **self.environment)
        self.environment["GATE_FOLDER"] = str(self.folder)
        packages = self.folder / "site-packages"
        packages.mkdir()
        self.environment["PYTHONPATH"] += os.pathsep + str(packages)
        (packages / "calm.py").touch()
        (packages / "fragile.py").touch()
        (packages / "restless.py").write_text(
            "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\n",
            encoding="utf-8")

    def write_ianvs_job(self, numbers, acts=("",), imports=""):
        job = self.write_job({"number": list(numbers), "act": list(acts)}, algorithm_runner="ianvs")
        path = self.folder / job
        content = json.loads(path.read_text(encoding="utf-8"))
        for entry in content["benchmarkingjob"]["test_object"]["algorithms"]:
            del entry["command"]
        path.write_text(json.dumps(content), encoding="utf-8")
        (self.folder / "data.txt").write_text("/data/a 1\n", encoding="utf-8")
        testenv = {"dataset": {"train_index": "./data.txt", "test_index": "./data.txt"},
                   "metrics": [{"name": name, "url": "./metrics.py"} for name in ("score", "found")]}
        (self.folder / "job-testenv.yaml").write_text(json.dumps({"testenv": testenv}), encoding="utf-8")
        (self.folder / "toy.py").write_text(textwrap.dedent(MODEL.format(imports=imports)), encoding="utf-8")
        (self.folder / "metrics.py").write_text(textwrap.dedent(METRICS), encoding="utf-8")
        return job

    def report(self):
        path = self.folder / "workspace" / "job" / "runs" / "latest" / "report.json"
        return json.loads(path.read_text(encoding="utf-8"))["test_cases"]

    def test_its_death_at_any_moment_costs_no_test_case_and_leaves_nothing(self):
        run = self.coordinator("-f", self.write_ianvs_job(range(200)), "-p", "-w", "2")
        killed, is_over = [], threading.Event()

        def kill_again_and_again():
            # From the first moment of its life to the middle of many starts: later each time.
            for milliseconds in (0, 100, 700, 1, 5, 13, 29, 61, 127, 251, 509, 1021):
                while not zygotes(run.pid) and not is_over.wait(0.001):
                    pass
                is_over.wait(milliseconds / 1000)
                for pid in zygotes(run.pid):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                        killed.append(pid)

        self.addCleanup(is_over.set)
        killer = threading.Thread(target=kill_again_and_again)
        killer.start()
        run.wait_for_line(r"\[ *20/200\]")
        agent = [run.child(), *children(run.child())]
        self.assert_ends(run, 0)
        is_over.set()
        killer.join()

        self.assertGreater(len(killed), 2)
        self.assertEqual(len(self.rows()), 200)
        self.assertEqual([case["attempts"] for case in self.report()], [1] * 200)
        self.assertEqual([pid for pid in agent if pathlib.Path(f"/proc/{pid}").exists()], [])

    def test_while_attempts_come_and_go_there_is_no_zombie_beside_them(self):
        run = self.coordinator("-f", self.write_ianvs_job(range(40), acts=["", "gate"]), "-p", "-w", "2")
        for _ in range(20):
            self.gate.next().let_through()
        arrived = self.gate.next()

        # One that has just ended may be seen before it is reaped.
        deadline = time.monotonic() + 60
        while zombies(run.pid) and time.monotonic() < deadline:
            os.sched_yield()
        self.assertEqual(zombies(run.pid), [])
        arrived.let_through()
        for _ in range(19):
            self.gate.next().let_through()
        self.assert_ends(run, 0)

    def test_memory_shared_with_it_is_not_the_test_cases(self):
        self.assert_ends(self.coordinator("-f", self.write_ianvs_job([1], acts=["", "use memory"])), 0)

        little, much = [case["peak_ram_bytes"] for case in self.report()]

        self.assertLess(little, 12_000_000)
        self.assertGreater(much - little, 25_000_000)

    def test_what_the_first_test_case_imports_is_warm_for_later_ones(self):
        self.coordinator("-f", self.write_ianvs_job(range(1000), acts=["gate"], imports="import calm, restless"))
        found = []
        # What is to be warm is tried first, while test cases go on.
        while "calm" not in found:
            arrival = self.gate.next()
            found.append(arrival.said["found"])
            arrival.let_through()

        self.assertEqual(set(found), {"", "calm"})
        self.assertEqual(found[0], "")

    def test_without_it_every_test_case_starts_anew(self):
        job = self.write_ianvs_job(range(3), imports="import calm")

        self.assert_ends(self.coordinator("-f", job, "--no-zygote"), 0)

        self.assertEqual([row["found"] for row in self.rows()], [""] * 3)

    def test_a_crash_that_what_is_warm_may_have_caused_is_tried_again_without_it(self):
        job = self.write_ianvs_job(range(4), acts=["crash when fragile is warm"], imports="import calm, fragile")

        run = self.coordinator("-f", job)
        self.assert_ends(run, 0)

        attempts = [case["attempts"] for case in self.report()]
        self.assertLessEqual(sum(attempts), 5, attempts)
        self.assertEqual(len(self.rows()), 4)

    def test_a_crash_of_its_own_is_tried_once_more_and_then_failed(self):
        job = self.write_ianvs_job(range(3), acts=["", "abort"], imports="import calm")
        model = self.folder / "toy.py"
        text = model.read_text(encoding="utf-8")
        model.write_text(text.replace('if self.act == "gate":', 'if self.act == "abort":\n            os.abort()\n'
                                                                '        elif self.act == "gate":'), encoding="utf-8")

        self.assert_ends(self.coordinator("-f", job), 1)

        self.assertEqual(sorted(case["outcome"] for case in self.report()), ["crashed"] * 3 + ["succeeded"] * 3)

    def test_a_killed_agent_leaves_neither_interpreter_nor_attempt(self):
        run = self.coordinator("-f", self.write_ianvs_job(range(2), acts=["gate"]), "-p", "-w", "2")
        arrivals = [self.gate.next(), self.gate.next()]
        keeper = run.child()
        (agent,) = children(keeper)
        below = descendants(agent)
        self.assertGreaterEqual(len(below), 3)

        os.kill(agent, signal.SIGKILL)

        for arrival in arrivals:
            arrival.wait_until_dead()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and any(pathlib.Path(f"/proc/{pid}").exists() for pid in below):
            os.sched_yield()
        self.assertEqual([pid for pid in below if pathlib.Path(f"/proc/{pid}").exists()], [])

    def test_a_cancelled_attempt_ends_whether_it_is_starting_or_runs(self):
        run = self.coordinator("-f", self.write_ianvs_job(range(50), acts=["gate"]), "-p", "-w", "2")
        arrival = self.gate.next()
        run.signal(signal.SIGINT)
        run.wait_for_line("Ctrl-C|again|interrupt")
        run.signal(signal.SIGINT)

        self.assert_ends(run, 130)
        arrival.wait_until_dead()


if __name__ == "__main__":
    unittest.main()
