"""Real coordinators and agents for tests: processes in a folder of their own, and events to wait for.

No test here waits for a length of time. What it waits for is an event: the end of a process, a line that one printed, or a
test case's program that arrives at the `Gate`. DEADLINE only keeps a broken build from hanging for ever.
"""

import contextlib
import csv
import ctypes
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

DEADLINE = 120.0
ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("IANVS_BIN", ROOT / "build" / "release" / "bin"))
PROGRAM = pathlib.Path(__file__).resolve().parent / "program.py"


LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


def die_with_the_test():
    """A test that is killed itself leaves none of its programs behind, either."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Process:
    """A program that runs, with everything that it has printed."""

    def __init__(self, command, folder, environment, **options):
        self.command = [str(word) for word in command]
        # A session of its own: what a test sends to its group reaches nobody else.
        self.popen = subprocess.Popen(self.command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
                                      preexec_fn=die_with_the_test, **options)
        self.lines = {"stdout": [], "stderr": []}
        self.printed = threading.Condition()
        self.readers = [threading.Thread(target=self._read, args=(name,), daemon=True) for name in self.lines]
        for reader in self.readers:
            reader.start()

    def _read(self, name):
        for line in getattr(self.popen, name):
            with self.printed:
                self.lines[name].append(line.decode(errors="replace").rstrip("\n"))
                self.printed.notify_all()
        with self.printed:
            self.lines[name].append(None)  # the stream's end
            self.printed.notify_all()

    @property
    def pid(self):
        return self.popen.pid

    def text(self, name="stderr"):
        with self.printed:
            return "\n".join(line for line in self.lines[name] if line is not None)

    def wait(self, deadline=DEADLINE):
        """The exit status; everything printed is there."""
        try:
            status = self.popen.wait(deadline)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self} did not end") from None
        for reader in self.readers:
            reader.join(DEADLINE)
        return status

    def wait_for_line(self, pattern, name="stderr", count=1):
        """Waits until `count` lines hold `pattern`; gives back the last of them."""
        end = time.monotonic() + DEADLINE
        with self.printed:
            while True:
                found = [line for line in self.lines[name] if line is not None and re.search(pattern, line)]
                if len(found) >= count:
                    return found[count - 1]
                if None in self.lines[name] or not self.printed.wait(end - time.monotonic()):
                    raise AssertionError(f"{self} printed no line like {pattern!r} {count} times")

    def signal(self, number):
        self.popen.send_signal(number)

    def child(self):
        """Its one child: the agent proper below its keeper, or a coordinator's own agent."""
        (child,) = children(self.pid)
        return child

    def end(self):
        """For the end of a test: it and all below it are gone afterwards."""
        for pid in [*descendants(self.pid), self.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.popen.wait()
        for reader in self.readers:
            reader.join(1)
        self.popen.stdout.close()
        self.popen.stderr.close()

    def __str__(self):
        printed = "".join(f"\n--- its {name}:\n{self.text(name)}" for name in self.lines)
        return f"{' '.join(self.command)} (pid {self.pid}){printed}\n---"


class Arrival:
    """A test case's program that stands at the gate and waits to be let through."""

    def __init__(self, connection):
        self.connection = connection
        connection.settimeout(DEADLINE)
        self.said = json.loads(connection.makefile("r", encoding="utf-8").readline())

    def let_through(self):
        self.connection.sendall(b"go\n")
        self.connection.close()

    def wait_until_dead(self):
        """Returns when no process holds the other end any more."""
        with contextlib.suppress(ConnectionResetError):
            left = self.connection.recv(1)
            assert left == b"", left
        self.connection.close()


class Gate:
    """Where programs whose hyperparameter `act` is "gate" stop until the test lets them through."""

    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(64)
        self.listener.settimeout(DEADLINE)

    def next(self):
        try:
            return Arrival(self.listener.accept()[0])
        except TimeoutError:
            raise AssertionError("no program came to the gate") from None

    def close(self):
        self.listener.close()


class SystemTest(unittest.TestCase):
    """Each test has a folder that stands for a user's machine: home, workspace, and every process started in it."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ianvs-"))
        self.processes = []
        self.environment = {**os.environ, "HOME": str(self.folder / "home"), "XDG_RUNTIME_DIR": str(self.folder / "run"),
                            "XDG_STATE_HOME": str(self.folder / "state"), "TMPDIR": str(self.folder / "tmp")}
        for variable in [name for name in self.environment if name.startswith("IANVS_")]:
            del self.environment[variable]
        for name in ("home", "run", "state", "tmp"):
            (self.folder / name).mkdir(mode=0o700)
        self.gate = Gate(self.folder / "gate.sock")

    def tearDown(self):
        for process in reversed(self.processes):
            process.end()
        self.gate.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        for process in self.processes:
            self.assertNotRegex(process.text(), "Sanitizer|runtime error:|broken invariant", str(process))

    def start(self, program, *arguments, folder=None, **options):
        process = Process([BIN / program, *arguments], folder or self.folder, self.environment, **options)
        self.processes.append(process)
        return process

    def coordinator(self, *arguments, **options):
        return self.start("ianvs-coordinator", *arguments, **options)

    def agent(self, port, *arguments, **options):
        return self.start("ianvs-agent", "--join", f"127.0.0.1:{port}", *arguments, **options)

    def assert_ends(self, process, status):
        self.assertEqual(process.wait(), status, str(process))

    def write_job(self, hyperparameters, name="job", workspace="./workspace", folder=None, **keys):
        """A job of one algorithm whose program is program.py; keys go into the job, or with `algorithm_` into its entry."""
        folder = folder or self.folder
        entry = {"name": "toy", "url": f"./{name}-toy.yaml", "runner": "command", "command": [sys.executable, str(PROGRAM)]}
        entry.update({key[len("algorithm_"):]: keys.pop(key) for key in list(keys) if key.startswith("algorithm_")})
        job = {"name": name, "workspace": workspace, "testenv": f"./{name}-testenv.yaml", **keys,
               "test_object": {"type": "algorithms", "algorithms": [entry]},
               "rank": {"sort_by": [{"score": "descend"}],
                        "visualization": {"mode": "selected_only", "method": "print_table"},
                        "selected_dataitem": {"paradigms": ["all"], "modules": ["all"], "hyperparameters": ["all"],
                                              "metrics": ["all"]},
                        "save_mode": "selected_and_all"}}
        module = {"type": "basemodel", "name": "toy", "url": "./toy.py",
                  "hyperparameters": [{key: {"values": values}} for key, values in hyperparameters.items()]}
        algorithm = {"paradigm_type": "singletasklearning", "initial_model_url": "", "modules": [module]}
        metrics = [{"name": metric, "url": f"./{metric}.py"} for metric in ("score", "parity")]
        testenv = {"dataset": {"train_url": "", "test_url": ""}, "metrics": metrics}
        # JSON is YAML too.
        for path, content in ((f"{name}.yaml", {"benchmarkingjob": job}), (f"{name}-toy.yaml", {"algorithm": algorithm}),
                              (f"{name}-testenv.yaml", {"testenv": testenv})):
            (folder / path).write_text(json.dumps(content, indent=2), encoding="utf-8")
        return f"{name}.yaml"

    def rank(self, name="job", workspace="workspace", file="all_rank.csv", folder=None):
        with open((folder or self.folder) / workspace / name / "rank" / file, newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def rows(self, *arguments, **options):
        """The leaderboard without what differs between equal runs."""
        return [{key: cell for key, cell in row.items() if key not in ("time", "url")}
                for row in self.rank(*arguments, **options)]


def children(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return [int(word) for word in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    return []


def descendants(pid):
    """All below it, elders first, so that a keeper can't be left without the one who watches it."""
    below = children(pid)
    return below + [deeper for child in below for deeper in descendants(child)]


def free_port():
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def let_all_through(gate, number):
    for _ in range(number):
        gate.next().let_through()
