"""The jobs of tests/jobs in folders of their own, the Ianvs or contract package for them, and leaderboards."""

import csv
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
JOBS = ROOT / "tests" / "jobs"
CONTRACT = ROOT / "tests" / "ianvs_contract"
IANVS_HOME = os.environ.get("IANVS_HOME", "")
NO_IANVS = "IANVS_HOME names no checkout of kubeedge/ianvs: jobs are not run with Ianvs itself"

# Jobs by folder, and how many test cases each has.
ALL = {
    "singletasklearning": {"index": 8, "jsonl": 3, "metadata": 3, "compression": 3},
    "incrementallearning": {"rounds": 6},
    "lifelonglearning": {"default": 8, "no-inference": 6, "hard-example-mining": 8},
    "federatedlearning": {"clients": 6},
    "federatedclassincrementallearning": {"tasks": 8},
    "multiedgeinference": {"devices": 5},
    "jointinference": {"inference-then-mining": 8, "mining-then-inference": 8, "self-design": 8},
}
# What the contract package can run.
SIMPLE = {"singletasklearning": ("index", "jsonl", "metadata"), "jointinference": tuple(ALL["jointinference"])}
# No two runs have these in common.
UNEQUAL = ("rank", "time", "url")


def python_path(home):
    """PYTHONPATH for a checkout of Ianvs, or for the contract package."""
    folders = (pathlib.Path(home), pathlib.Path(home) / "sedna-wheel")
    return os.pathsep.join(str(folder) for folder in folders if folder.is_dir())


def environment(home, **variables):
    """A user's environment in which `python3` is this one, and Ianvs is found."""
    return {**variables, "PYTHONPATH": python_path(home), "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1",
            "PATH": f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def prepare(paradigm, folder):
    """Copies a paradigm's jobs into a new folder and makes their data."""
    shutil.copytree(JOBS / paradigm, folder, ignore=shutil.ignore_patterns("expected", "__pycache__"))
    subprocess.run([sys.executable, "make_data.py"], cwd=folder, check=True)
    return folder


def run_serially(job, folder, variables):
    """Ianvs itself, one test case after the other; what it printed if it fails."""
    command = [sys.executable, "-c", "from core.cmd.benchmarking import main; main()", "-f", f"{job}.yaml"]
    ended = subprocess.run(command, cwd=folder, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, check=False)
    assert ended.returncode == 0, ended.stdout.decode(errors="replace")


def leaderboard(path):
    """A rank file's rows in their order, without what never is equal; the order of columns does not count."""
    with open(path, newline="", encoding="utf-8") as file:
        return [{key: cell for key, cell in row.items() if key not in UNEQUAL} for row in csv.DictReader(file)]


def expected(paradigm, job):
    """Where the leaderboard lies that Ianvs made of a job (tests/jobs/record.py)."""
    return JOBS / paradigm / "expected" / f"{job}.csv"
