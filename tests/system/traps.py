"""The traps of tests/jobs/traps in a folder of their own, and what may be left of them: nothing."""

import contextlib
import csv
import json
import os
import pathlib
import pickle
import re
import shutil
import stat
import subprocess
import sys
import time

import ianvs_jobs
from cluster import DEADLINE, children, descendants

FOLDER = ianvs_jobs.JOBS / "traps"
SHARED = [pathlib.Path(place) for place in ("/tmp", "/var/tmp", "/dev/shm")]
SEDNAS = [pathlib.Path(place) for place in ("/tmp/model_finetune_.pkl", "/var/lib/sedna/kb/index.pkl")]
USED_AGAIN = re.compile(r"slot\d+\.testcase\.json|interpreter\d+\.(out|err)")
MOST_ENTRIES = 450  # with more than 500 each attempt sees the real place; others may be adding some
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

sys.path.insert(0, str(FOLDER))
import outcomes  # noqa: E402, pylint: disable=wrong-import-position


class Traps:
    """The job in a new folder; all its processes have a marker in their environment, all its files in their names.

    Jobs in the same folder have the same marker. An agent that was started by hand gives attempts its own environment.
    """

    def __init__(self, folder, home, rounds=1, files=2000):
        self.folder = pathlib.Path(folder)
        self.home = home
        self.marker = f"{os.getpid()}-{self.folder.parent.name}"
        shutil.copytree(FOLDER, self.folder, ignore=shutil.ignore_patterns("__pycache__"))
        subprocess.run([sys.executable, "make_data.py", str(rounds), str(files)], cwd=self.folder, check=True)

    def environment(self, **variables):
        return ianvs_jobs.environment(self.home, **variables, TRAP_MARKER=self.marker,
                                      TRAP_OWN_TMP="yes" if can_have_own_tmp() else "no")

    def report(self):
        with open(self.run_folder() / "report.json", encoding="utf-8") as file:
            return json.load(file)

    def run_folder(self):
        return self.folder / "workspace" / "traps" / "runs" / "latest"

    def leaderboard(self, name):
        with open(self.folder / "workspace" / "traps" / "rank" / name, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def wrong_outcomes(self):
        """A line for each test case of the report that did not end as it must."""
        return [line for line in map(wrong_outcome, self.report()["test_cases"]) if line]

    def processes(self):
        """Pids that carry the marker, wherever they have got to."""
        mark = f"TRAP_MARKER={self.marker}".encode()
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if mark in (entry / "environ").read_bytes().split(b"\0"):
                        found.append(int(entry.name))
        return found

    def files(self):
        """What is left where everybody may write, and in the job's folder of what belongs elsewhere."""
        found = [path for place in SHARED for path in place.glob(f"*{self.marker}*")]
        found += [path for path in SEDNAS if self._is_ours(path)]
        return found + list(self.folder.glob("index.pkl"))

    def remove_files(self):
        """What is left after a failure need not stay for ever."""
        for path in self.files():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def _is_ours(self, path):
        with contextlib.suppress(OSError, pickle.UnpicklingError, EOFError):
            return self.marker in path.read_bytes().decode("latin-1")
        return False


def left_in(folder):
    """What attempts have left in the folder that is an agent's TMPDIR, be it one that runs or one that has ended.

    An agent that runs has a folder there, in it numbered ones, empty but for the places on which it mounts.
    """
    return [path for path in sorted(folder.rglob("*")) if not _is_an_agents_own(path, path.relative_to(folder).parts)]


def _is_an_agents_own(path, parts):
    if len(parts) == 3:
        return parts[1].endswith("tmp") and path.lstat().st_mode & 0o7777 == 0
    return len(parts) == 1 and path.is_dir() or len(parts) == 2 and re.fullmatch(r"\d+(\.(var-)?tmp)?", parts[1])


def wait_until_none(find):
    """Waits until `find` finds nothing any more: a removal in the background tells nobody of its end."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        with contextlib.suppress(FileNotFoundError):
            if not find():
                return []
        time.sleep(0.05)
    return find()


def can_have_own_tmp():
    """Whether mount namespaces are allowed here, and the shared places have not too many entries to be replaced."""
    tries = (["unshare", "--mount", "true"], ["unshare", "--user", "--map-root-user", "--mount", "true"])
    return (any(subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0 for command in tries)
            and all(len(os.listdir(place)) < MOST_ENTRIES for place in SHARED))


def act_of(test_case):
    """The act of a test case of the report, and what must come of it."""
    if test_case["algorithm"] in outcomes.ALGORITHMS:
        return test_case["algorithm"], outcomes.ALGORITHMS[test_case["algorithm"]][2:]
    act = test_case["modules"][0]["hyperparameters"]["act"]
    table = outcomes.HANGING if test_case["algorithm"] == "hanging" else outcomes.TRAPS
    return act, (outcomes.SUCCEEDED,) if act.startswith("innocent") else table[act.partition(" ")[0]]


def wrong_outcome(test_case):
    act, (outcome, *words) = act_of(test_case)
    message = " ".join(filter(None, (test_case["message"], test_case["hint"])))
    if test_case["outcome"] in outcome.split(" or ") and all(word in message for word in words):
        return None
    return f"{act[:60]}: {test_case['outcome']} ({message}), expected: {outcome} {words or ''}"


def rss_kib(pid):
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * PAGE_BYTES // 1024


def state(pid):
    """The letter of /proc, Z for a zombie; None if it is gone."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return pathlib.Path(f"/proc/{pid}/stat").read_bytes().decode(errors="replace").rpartition(")")[2].split()[0]
    return None


def command(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
    return []


class Standing:
    """An agent that stays when a run has ended: its keeper, the agent proper, and warm interpreters below that."""

    def __init__(self, process):
        self.keeper, self.agent = process.pid, process.child()

    def zygotes(self):
        return [pid for pid in children(self.agent) if "zygote" in command(pid)]

    def own(self):
        return [self.keeper, self.agent, *self.zygotes()]

    def others(self):
        """Processes below it that should not be there."""
        return [(pid, state(pid), command(pid)) for pid in descendants(self.keeper) if pid not in self.own()]

    def scratch(self):
        """What lies in the agent's folder in memory, but for what each slot uses again and warm interpreters' logs."""
        found = []
        for link in pathlib.Path(f"/proc/{self.agent}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                target = pathlib.Path(os.readlink(link))
                if target.parent == pathlib.Path("/dev/shm") and stat.S_ISDIR(target.stat().st_mode):
                    found += [path for path in target.rglob("*") if not USED_AGAIN.fullmatch(path.name)]
        return found
