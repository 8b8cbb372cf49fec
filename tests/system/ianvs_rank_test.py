"""The leaderboard against Ianvs' own Rank: the same results must give the same files and the same table.

Needs pandas 1.5, prettytable and an Ianvs checkout named by IANVS_HOME; skipped where one of them is missing. Ianvs takes
the order of metric columns from a set; here it gets the testenv's, as the leaderboard has it.
"""

import contextlib
import io
import itertools
import json
import os
import pathlib
import random
import shutil
import sys
import types
import unittest
import warnings

from cluster import SystemTest

try:
    import pandas
    import prettytable  # noqa: F401, pylint: disable=unused-import
except ImportError:
    pandas = None

HOME = os.environ.get("IANVS_HOME", "")
JOBS = int(os.environ.get("IANVS_RANK_JOBS", "12"))
METRICS = ["accuracy", "f1", "note"]
PROGRAM = """
import json, os
case = json.load(open(os.environ["IANVS_TESTCASE"]))
key = json.dumps([case["algorithm"]] + [h["str"] for m in case["modules"] for h in m["hyperparameters"]])
json.dump(json.load(open("results.json"))[key], open(os.environ["IANVS_RESULT"], "w"))
"""
VALUES = {"int": lambda dice: dice.randint(-3, 9), "float": lambda dice: dice.choice([dice.random(), 1e-5, 1e17, -0.0]),
          "nan": lambda dice: float("nan"), "bool": lambda dice: dice.random() < 0.5, "text": lambda dice: dice.choice(["x", "a,b", 'say "hi"', "\u00e9\u4e2d", "two\nlines"]),
          "big": lambda dice: 10**30, "eighths": lambda dice: dice.randint(1, 3) / 8}
ANY = [kind for kind in VALUES if kind != "eighths"]


def load_rank():
    """Ianvs' class; the pictures that its module could draw are not wanted."""
    for name in ("matplotlib", "matplotlib.pyplot"):
        sys.modules.setdefault(name, types.ModuleType(name))
    sys.path.insert(0, HOME)
    from core.storymanager.rank.rank import Rank
    return Rank


class Job:
    """A random job: algorithms, results by test case, settings of the rank."""

    # Mixed kinds can't be sorted by Ianvs.
    KINDS = [["float"], ["int", "float", "nan"], ANY]
    HYPERPARAMETERS = [1, 0.1, "x", None, True, "a,b", [1, 2]]

    def __init__(self, dice):
        self.algorithms = [{"name": name, "paradigm": paradigm, "axes": self.axes(dice)} for name, paradigm in
                           (("svc", "singletasklearning"), ("mlp, deep", "singletasklearning"), ("late", "lifelonglearning"))]
        self.kinds = dice.choice(self.KINDS)
        self.results = {self.key(algorithm, values): self.metrics(dice)
                        for algorithm in self.algorithms for values in self.combinations(algorithm)}
        sortable = METRICS if self.kinds != ANY else []
        # Ianvs' sort by one key is not stable.
        self.sort_by = [{name: dice.choice(["ascend", "descend"])} for name in dice.sample(sortable, dice.choice([0, 2, 3]))
                        ] if sortable else []
        self.selected = {"paradigms": dice.choice([["all"], ["singletasklearning"]]), "modules": ["all"],
                         "hyperparameters": dice.choice([["all"], ["basemodel-C"]]),
                         "metrics": dice.choice([["all"], ["note", "accuracy"]])}

    def metrics(self, dice):
        present = METRICS[:2] if len(self.kinds) > 1 and dice.random() < 0.1 else METRICS
        return {name: VALUES[dice.choice(self.kinds)](dice) for name in present}

    def axes(self, dice):
        return {name: dice.sample(self.HYPERPARAMETERS, dice.choice([1, 2, 3]))
                for name in dice.sample(["C", "gamma", "layers"], dice.choice([1, 2]))}

    @staticmethod
    def combinations(algorithm):
        return list(itertools.product(*algorithm["axes"].values()))

    @staticmethod
    def key(algorithm, values):
        return json.dumps([algorithm["name"]] + [str(value) for value in values])

    def rank(self):
        return {"sort_by": self.sort_by, "visualization": {"mode": "selected_only", "method": "print_table"},
                "selected_dataitem": self.selected, "save_mode": "selected_and_all"}

    def write(self, folder):
        entries = []
        for number, algorithm in enumerate(self.algorithms):
            entries.append({"name": algorithm["name"], "url": f"./alg{number}.yaml", "runner": "command",
                            "command": [sys.executable, "./program.py"]})
            module = {"type": "basemodel", "name": f"net{number}", "url": "./net.py",
                      "hyperparameters": [{name: {"values": values}} for name, values in algorithm["axes"].items()]}
            self.dump(folder / f"alg{number}.yaml",
                      {"algorithm": {"paradigm_type": algorithm["paradigm"], "modules": [module]}})
        self.dump(folder / "testenv.yaml", {"testenv": {"dataset": {"train_url": "", "test_url": ""},
                                                        "metrics": [{"name": name, "url": "./m.py"} for name in METRICS]}})
        self.dump(folder / "job.yaml", {"benchmarkingjob": {
            "name": "job", "workspace": "./workspace", "testenv": "./testenv.yaml", "rank": self.rank(),
            "test_object": {"type": "algorithms", "algorithms": entries}}})
        self.dump(folder / "results.json", self.results)
        (folder / "program.py").write_text(PROGRAM, encoding="utf-8")

    @staticmethod
    def dump(path, content):
        path.write_text(json.dumps(content), encoding="utf-8")


class TameJob(Job):
    """What Ianvs leaves as it is when it reads its own files again: numbers that pandas' fast parser gives back to the
    letter, and texts as hyperparameters. Few values, so that many rows of two runs are equal."""

    KINDS = [["eighths"], ["eighths", "nan"]]
    HYPERPARAMETERS = ["x", "a,b", 'say "hi"']


@unittest.skipUnless(HOME and pandas and pandas.__version__.startswith("1.5."), "needs IANVS_HOME, pandas 1.5, prettytable")
class IanvsRankTest(SystemTest):
    def test_files_and_table_are_those_of_ianvs(self):
        warnings.simplefilter("ignore")
        for seed in range(JOBS):
            with self.subTest(seed=seed):
                folder, job = self.folder / f"job{seed}", Job(random.Random(seed))
                ours = self.run_ours(job, folder)
                rank = folder / "workspace/job/rank"
                theirs = self.run_ianvs(job, self.times_and_urls(rank / "all_rank.csv", rank / "resources.csv"),
                                        folder / "ianvs")
                self.assertEqual(ours, theirs)

    @staticmethod
    def run_ianvs(job, times_and_urls, folder):
        """Both files and the table, after Ianvs has added the job's results to what is in `folder`."""
        cases, results = [], {}
        for number, algorithm in enumerate(job.algorithms):
            for values in job.combinations(algorithm):
                module = types.SimpleNamespace(type="basemodel", name=f"net{number}",
                                               hyperparameters=dict(zip(algorithm["axes"], values)))
                time, url = times_and_urls[len(cases)]
                cases.append(types.SimpleNamespace(id=len(cases), output_dir=url, algorithm=types.SimpleNamespace(
                    name=algorithm["name"], paradigm_type=algorithm["paradigm"], modules={"basemodel": module})))
                results[len(results)] = (job.results[job.key(algorithm, values)], time)
        rank = load_rank()(job.rank())
        found = [name for name in METRICS if any(name in metrics for metrics, _ in results.values())]
        rank._get_all_metric_names = lambda _: found  # pylint: disable=protected-access
        rank.save(cases, results, str(folder))
        with contextlib.redirect_stdout(io.StringIO()) as table:
            rank.plot()
        files = [pathlib.Path(path).read_text(encoding="utf-8") for path in (rank.all_rank_file, rank.selected_rank_file)]
        return [*files, table.getvalue().rstrip("\n")]

    def run_ours(self, job, folder):
        """Both files and the table, after we have added the job's results to what is in `folder`."""
        folder.mkdir(exist_ok=True)
        job.write(folder)
        run = self.coordinator("-f", "job.yaml", "-p", "-w", "2", folder=folder)
        self.assert_ends(run, 0)
        rank = folder / "workspace/job/rank"
        files = [(rank / name).read_text(encoding="utf-8") for name in ("all_rank.csv", "selected_rank.csv")]
        return [*files, run.text("stdout")]

    def test_what_is_added_to_the_files_of_ianvs_is_what_ianvs_would_have_added(self):
        warnings.simplefilter("ignore")
        for seed in range(JOBS):
            with self.subTest(seed=seed):
                serial, mixed = self.folder / f"serial{seed}", self.folder / f"mixed{seed}"
                first, second = TameJob(random.Random(f"{seed} first")), TameJob(random.Random(f"{seed} second"))
                cases = range(sum(len(first.combinations(algorithm)) for algorithm in first.algorithms))
                before = [("2026-11-24 22:24:28", f"./workspace/job/serial/{case}") for case in cases]
                self.run_ianvs(first, before, serial)
                shutil.copytree(serial, mixed / "workspace/job")

                ours = self.run_ours(second, mixed)

                job = mixed / "workspace/job"
                after = self.times_and_urls(job / "runs/1/rank.csv", job / "rank/resources.csv")
                self.assertEqual(ours, self.run_ianvs(second, after, serial))
                # And the other way round: Ianvs takes what we have written.
                again = [("2026-11-26 22:24:28", f"./workspace/job/again/{case}") for case in cases]
                self.assertEqual(self.run_ianvs(first, again, job), self.run_ianvs(first, again, serial))

    def test_rows_of_ianvs_stay_to_the_letter_and_equal_ones_are_selected_once(self):
        warnings.simplefilter("ignore")
        for seed in range(JOBS):
            with self.subTest(seed=seed):
                job = Job(random.Random(seed))
                folder = self.folder / f"job{seed}"
                before = [("2026-11-24 22:24:28", f"./workspace/job/serial/{case}") for case in range(1000)]
                old = self.run_ianvs(job, before, folder / "workspace/job")

                ours = self.run_ours(job, folder)

                def without_rank(text):
                    return [line.split(",", 1)[1] for line in text.splitlines() if "," in line]
                self.assertEqual([line for line in without_rank(ours[0]) if "/serial/" in line],
                                 [line for line in without_rank(old[0]) if "/serial/" in line])
                self.assertEqual(ours[1:], old[1:])

    @staticmethod
    def times_and_urls(rank_file, resources_file):
        """In the order of the test cases, which resources.csv has."""
        times = {row["url"]: row["time"] for row in pandas.read_csv(rank_file).to_dict("records")}
        return [(times[url], url) for url in pandas.read_csv(resources_file)["url"]]


if __name__ == "__main__":
    unittest.main()
