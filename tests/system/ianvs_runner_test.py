"""Jobs of the runner ianvs as their users see them: interpreters, values, failures. With the contract package."""

import json
import os
import pathlib
import sys
import unittest

import ianvs_jobs
from cluster import SystemTest, free_port

MODEL = '''"""Answers with what it was given."""
import os
import sys

from sedna.common.class_factory import ClassFactory, ClassType


@ClassFactory.register(ClassType.GENERAL, alias="Toy")
class Toy:
    def __init__(self, act="", **kwargs):
        self.act, self.kwargs = act, kwargs

    def preprocess(self, **kwargs):
        """Nothing to do."""

    def train(self, train_data, valid_data=None, **kwargs):
        if self.act == "raise":
            raise ValueError("bad act")

    def save(self, model_path):
        return ""

    def load(self, model_url=None, **kwargs):
        """Nothing to do."""

    def predict(self, data, **kwargs):
        return [repr(self.kwargs), os.environ.get("INTERPRETER", "plain"), repr(sys.argv), "ianvs_runner.zygote" in sys.modules]
'''
METRICS = '''from sedna.common.class_factory import ClassFactory, ClassType


@ClassFactory.register(ClassType.GENERAL, alias="values")
def values(labels, answers):
    return answers[0]


@ClassFactory.register(ClassType.GENERAL, alias="interpreter")
def interpreter(labels, answers):
    return answers[1]


@ClassFactory.register(ClassType.GENERAL, alias="arguments")
def arguments(labels, answers):
    return answers[2]


@ClassFactory.register(ClassType.GENERAL, alias="warm")
def warm(labels, answers):
    return answers[3]
'''
# One line for each hyperparameter, as a user writes it in YAML.
VALUES = {
    "whole": "[1, -7, 123456789012345678901234567890, 0x1F]",
    "real": "[0.1, 1.0, 1.0e-5, .nan, .inf, -.inf]",
    "text": '["a b", \'it\'\'s\', "\\u00e4\\n\\"", "$dict", "1"]',
    "flag": "[true, null]",
    "day": "[2024-01-01, 2024-01-01T10:00:00.5Z]",
    "bytes": "[!!binary aGVsbG8=]",
    "nested": "[[1, [2, {a: 1}]], {1: one, null: x, 2.5: y}, {$dict: z}, {}]",
}


class RunnerTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.environment = ianvs_jobs.environment(ianvs_jobs.CONTRACT, **self.environment)
        for name, content in (("model.py", MODEL), ("metrics.py", METRICS), ("data.txt", "./x ./y\n")):
            (self.folder / name).write_text(content, encoding="utf-8")

    def write_ianvs_job(self, *entries, hyperparameters=None, **keys):
        """A job whose `entries` are dicts of what stands beside name and url; hyperparameters are lines of YAML by name."""
        algorithms = [{"name": f"toy{place}", "url": "./toy.yaml", **entry} for place, entry in enumerate(entries or ({},))]
        selected = {"paradigms": ["all"], "modules": ["all"], "hyperparameters": ["all"], "metrics": ["all"]}
        job = {"name": "job", "workspace": "./workspace", "testenv": "./testenv.yaml", **keys,
               "test_object": {"type": "algorithms", "algorithms": algorithms},
               "rank": {"sort_by": [{"interpreter": "descend"}], "save_mode": "selected_and_all",
                        "visualization": {"mode": "selected_only", "method": "print_table"}, "selected_dataitem": selected}}
        metrics = [{"name": name, "url": "./metrics.py"} for name in ("values", "interpreter", "arguments", "warm")]
        testenv = {"dataset": {"train_index": "./data.txt", "test_index": "./data.txt"}, "metrics": metrics}
        lines = "".join(f"        - {name}: {{values: {values}}}\n" for name, values in (hyperparameters or {}).items())
        algorithm = ("algorithm:\n  paradigm_type: singletasklearning\n  initial_model_url: ''\n  modules:\n"
                     "    - type: basemodel\n      name: Toy\n      url: ./model.py\n"
                     + (f"      hyperparameters:\n{lines}" if lines else ""))
        for path, text in (("job.yaml", json.dumps({"benchmarkingjob": job})), ("testenv.yaml", json.dumps({"testenv": testenv})),
                           ("toy.yaml", algorithm)):
            (self.folder / path).write_text(text, encoding="utf-8")
        return "job.yaml"

    def write_interpreter(self, path, says):
        """This Python under another name; what it runs can tell that by $INTERPRETER."""
        path = self.folder / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\nINTERPRETER={says} exec {sys.executable} "$@"\n', encoding="utf-8")
        path.chmod(0o755)

    def report(self):
        return json.loads((self.folder / "workspace/job/runs/1/report.json").read_text(encoding="utf-8"))

    def cells(self, column):
        return [row[column] for row in self.rank()]


class ValuesTest(RunnerTest):
    def test_hyperparameters_are_the_values_that_pyyaml_reads(self):
        import yaml
        job = self.write_ianvs_job(hyperparameters={name: f"[{values}]" for name, values in VALUES.items()})
        self.assert_ends(self.coordinator("-f", job), 0)
        expected = {name: yaml.safe_load(values) for name, values in VALUES.items()}
        self.assertEqual(self.cells("values"), [repr(expected)])

    def test_user_code_sees_the_command_line_of_ianvs(self):
        self.assert_ends(self.coordinator("-f", self.write_ianvs_job()), 0)
        self.assertEqual(self.cells("arguments"), [repr(["ianvs", "-f", "job.yaml"])])


class InterpretersTest(RunnerTest):
    def test_each_algorithm_runs_in_its_own_interpreter(self):
        self.write_interpreter("venv/bin/python", "own")
        self.write_interpreter("other/python", "default")
        job = self.write_ianvs_job({"python": "./venv/bin/python"}, {}, hyperparameters={"x": "[1, 2]"})
        self.assert_ends(self.coordinator("-f", job, "-p", "-w", "2", "--python", "other/python"), 0)
        self.assertEqual([(row["algorithm"], row["interpreter"]) for row in self.rank()],
                         [("toy0", "own")] * 2 + [("toy1", "default")] * 2)
        (agent,) = self.report()["agents"]
        self.assertEqual({each["python"]: (each["usable"], each["error"]) for each in agent["interpreters"]},
                         {"./venv/bin/python": (True, None), "other/python": (True, None)})
        for each in agent["interpreters"]:
            self.assertEqual(each["version"], ".".join(map(str, sys.version_info[:3])))
            self.assertEqual(pathlib.Path(each["ianvs"]).resolve(), ianvs_jobs.CONTRACT / "core")

    def test_without_warm_interpreters_the_rows_are_the_same(self):
        job = self.write_ianvs_job(hyperparameters={"x": "[1, 2, 3]"})
        self.assert_ends(self.coordinator("-f", job, "-p", "-w", "2"), 0)
        self.assertEqual(self.cells("warm"), ["True"] * 3)
        warm = [{**row, "warm": "False"} for row in self.rows()]
        self.assert_ends(self.coordinator("-f", self.write_ianvs_job(hyperparameters={"x": "[1, 2, 3]"}, workspace="./cold"),
                                          "--no-zygote"), 0)
        self.assertEqual(self.rows(workspace="cold"), warm)

    def test_an_agent_without_the_interpreter_leaves_its_test_cases_to_others(self):
        self.write_interpreter("only/here/special-python", "special")
        port = free_port()
        self.agent(port, "--workers", "1")
        self.environment["PATH"] = f"{self.folder / 'only/here'}{os.pathsep}{self.environment['PATH']}"
        run = self.coordinator("-f", self.write_ianvs_job({"python": "special-python"}, hyperparameters={"x": "[1, 2, 3]"}),
                               "--listen", f"127.0.0.1:{port}", "--no-local")
        run.wait_for_line("special-python can't be used")
        run.wait_for_line("waiting for an agent that can")
        self.agent(port, "--workers", "1")
        self.assert_ends(run, 0)
        self.assertEqual(self.cells("interpreter"), ["special"] * 3)
        lacking, having = self.report()["agents"]
        self.assertEqual((lacking["succeeded"], having["succeeded"]), (0, 3))
        self.assertFalse(lacking["interpreters"][0]["usable"])
        self.assertIn("special-python", lacking["interpreters"][0]["error"])

    def test_where_nobody_has_an_interpreter_the_other_test_cases_go_on(self):
        job = self.write_ianvs_job({"python": "./none/python"}, {}, hyperparameters={"x": "[1, 2]"})
        run = self.coordinator("-f", job)
        self.assert_ends(run, 3)
        self.assertEqual([row["algorithm"] for row in self.rank()], ["toy1"] * 2)
        self.assertRegex(run.text(), r"toy0 x=1 and 1 other test case can't run on any agent: \./none/python can't be used")

    def test_a_job_of_which_nothing_can_run_is_wrong(self):
        run = self.coordinator("-f", self.write_ianvs_job({"python": "./none/python"}))
        self.assert_ends(run, 2)
        self.assertRegex(run.text(), r"(?s)\./none/python can't be used.*none/python")

    def test_an_interpreter_without_ianvs_is_named_with_what_to_do(self):
        del self.environment["PYTHONPATH"]
        run = self.coordinator("-f", self.write_ianvs_job())
        self.assert_ends(run, 2)
        self.assertRegex(run.text(), r"(?s)python3 can't be used.*Ianvs.*No module named 'core'.*PYTHONPATH")
        self.assertEqual(self.report()["exit_code"], 2)


class FailuresTest(RunnerTest):
    def test_an_exception_is_told_by_the_users_own_line(self):
        run = self.coordinator("-f", self.write_ianvs_job(hyperparameters={"act": "[raise, '']"}))
        self.assert_ends(run, 1)
        line = MODEL.split("\n").index('            raise ValueError("bad act")') + 1
        self.assertRegex(run.text(), rf"failed +toy0 act=raise .*: model\.py:{line} in train: ValueError: bad act\n")
        self.assertEqual(len(self.rank()), 1)
        failed = self.report()["test_cases"][0]
        self.assertEqual(failed["message"], f"model.py:{line} in train: ValueError: bad act")

    def test_equal_failures_are_told_once_without_what_ianvs_adds(self):
        run = self.coordinator("-f", self.write_ianvs_job(hyperparameters={"act": "[raise]", "x": "[1, 2, 3]"}))
        self.assert_ends(run, 1)
        text = run.text()
        self.assertNotRegex(text, "RuntimeError|direct cause|During handling|core/")
        self.assertRegex(text, r"3 x failed: model\.py:\d+ in train: ValueError: bad act\n")
        self.assertEqual(text.count('raise ValueError("bad act")'), 1, text)


if __name__ == "__main__":
    unittest.main()
