"""Writes expected/*.csv: what Ianvs itself, named by IANVS_HOME, makes of each job.

Run it after a change to a job, and look at what git says has changed.
"""

import csv
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))
import ianvs_jobs  # noqa: E402, pylint: disable=wrong-import-position


def record(paradigm, jobs):
    with tempfile.TemporaryDirectory() as top:
        folder = ianvs_jobs.prepare(paradigm, pathlib.Path(top) / "job")
        variables = ianvs_jobs.environment(ianvs_jobs.IANVS_HOME, **os.environ, TMPDIR=top)
        for job in jobs:
            ianvs_jobs.run_serially(job, folder, variables)
            rows = ianvs_jobs.leaderboard(folder / "workspace" / job / "rank" / "all_rank.csv")
            target = ianvs_jobs.expected(paradigm, job)
            target.parent.mkdir(exist_ok=True)
            with open(target, "w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, sorted(rows[0]), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


if __name__ == "__main__":
    for name, its_jobs in ianvs_jobs.ALL.items():
        if not sys.argv[1:] or name in sys.argv[1:]:
            record(name, its_jobs)
