"""The work of traps.sh."""
import collections
import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "system"))
import cluster  # noqa: E402
import ianvs_jobs  # noqa: E402
import traps  # noqa: E402

MANY_FILES, FILES = 100_000, 2000  # once, and each time
# In the first half the allocator comes to what it keeps; a leak of 100 bytes an attempt would show in the second.
MAX_GROWTH_KIB = 128


class Soak:
    """One folder, one agent that stays, and runs one after the other."""

    def __init__(self, folder, workers, arguments):
        self.folder, self.arguments = pathlib.Path(folder), arguments
        self.home = ianvs_jobs.IANVS_HOME or ianvs_jobs.CONTRACT
        self.port = cluster.free_port()
        for name in ("home", "run", "state", "tmp"):
            (self.folder / name).mkdir(mode=0o700)
        self.variables = {**os.environ, "HOME": str(self.folder / "home"), "XDG_RUNTIME_DIR": str(self.folder / "run"),
                          "XDG_STATE_HOME": str(self.folder / "state"), "TMPDIR": str(self.folder / "tmp")}
        self.jobs, self.problems, self.standing = [], [], None
        # The first run's marker is the second one's, too.
        self.warm_up = self.job("warm-up", 1, MANY_FILES)
        self.variables = self.warm_up.environment(**self.variables)
        self.agent = self.start("ianvs-agent", "--join", f"127.0.0.1:{self.port}", "--stay", "--workers", workers)

    def start(self, program, *arguments, folder=None):
        return cluster.Process([cluster.BIN / program, *arguments], folder or self.folder, self.variables)

    def job(self, name, rounds, files=FILES):
        self.jobs.append(traps.Traps(self.folder / name, self.home, rounds, files))
        return self.jobs[-1]

    def run(self, job):
        """Runs all traps of a job and keeps what is wrong with it."""
        start, name = time.monotonic(), job.folder.name
        coordinator = self.start("ianvs-coordinator", "-f", "traps.yaml", "--listen", f"127.0.0.1:{self.port}", "--no-local",
                                 *self.arguments, folder=job.folder)
        status = coordinator.popen.wait()
        if status != 1:
            self.problems.append(f"{name}: exit status {status}: {coordinator}")
        self.standing = traps.Standing(self.agent)
        outcomes = collections.Counter(test_case["outcome"] for test_case in job.report()["test_cases"])
        print(f"{name}: {sum(outcomes.values())} test cases in {time.monotonic() - start:.0f} s: "
              + ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())))
        self.problems += [f"{name}: {line}" for line in job.wrong_outcomes()]

    def measure(self, when):
        """Prints and returns the agent's RSS in KiB."""
        zygotes = ", ".join(str(traps.rss_kib(pid)) for pid in self.standing.zygotes()) or "none"
        rss = traps.rss_kib(self.standing.agent)
        print(f"{when}: RSS of the agent {rss} KiB, of its keeper {traps.rss_kib(self.standing.keeper)} KiB, "
              f"of warm interpreters: {zygotes}")
        return rss

    def look_for_leftovers(self):
        """Prints what is left, and counts it as a problem."""
        below = self.standing.others()
        zombies = [entry for entry in below if entry[1] == "Z"]
        elsewhere = [(pid, traps.command(pid)) for pid in self.warm_up.processes() if pid not in self.standing.own()]
        files = [str(path) for job in self.jobs for path in job.files()]
        files += traps.wait_until_none(lambda: traps.left_in(self.folder / "tmp"))
        files += [str(path) for path in self.standing.scratch()]
        for what, found in (("processes below the agent", below), ("zombies among them", zombies),
                            ("processes elsewhere", elsewhere), ("temporary files", files)):
            print(f"left: {len(found)} {what}")
            self.problems += [f"left: {what}: {item}" for item in found]


def main(rounds="20", workers="8", *arguments):
    half = (int(rounds) + 1) // 2
    with tempfile.TemporaryDirectory(prefix="ianvs-traps-") as folder:
        soak = Soak(folder, workers, arguments)
        try:
            soak.run(soak.warm_up)
            soak.measure("before")
            soak.run(soak.job("first-half", half))
            middle = soak.measure("between")
            soak.run(soak.job("second-half", half))
            after = soak.measure("after")
            soak.look_for_leftovers()
        finally:
            soak.agent.end()
            for job in soak.jobs:
                job.remove_files()
    if after - middle > MAX_GROWTH_KIB:
        soak.problems.append(f"the agent has grown by {after - middle} KiB in the second half")
    for problem in soak.problems:
        print(problem, file=sys.stderr)
    return 1 if soak.problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
