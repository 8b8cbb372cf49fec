"""Runs attempts as the agent does: a folder with a user's files, a test case's JSON, and what came of it."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest

import runner_path

MAIN = os.path.join(runner_path.RUNNER, "ianvs_runner", "__main__.py")
CONTRACT = os.path.join(runner_path.ROOT, "tests", "ianvs_contract")
IANVS_HOME = os.environ.get("IANVS_HOME", "")
NO_IANVS = "IANVS_HOME names no checkout of kubeedge/ianvs: not run with Ianvs itself"
with_ianvs = unittest.skipUnless(os.path.isdir(os.path.join(IANVS_HOME, "core")), NO_IANVS)

MODEL = """
    from sedna.common.class_factory import ClassFactory, ClassType

    @ClassFactory.register(ClassType.GENERAL, alias="model")
    class Model:
        def __init__(self, **hyperparameters):
            self.hyperparameters = hyperparameters

        def preprocess(self):
            return None

        def train(self, data, **kwargs):
            pass

        def save(self, path):
            return None

        def load(self, path):
            pass

        def predict(self, x, **kwargs):
            return [1] * len(x)
"""
METRIC = """
    from sedna.common.class_factory import ClassFactory, ClassType

    @ClassFactory.register(ClassType.GENERAL, alias="hits")
    def hits(truth, found):
        return sum(int(a) == int(b) for a, b in zip(truth, found))
"""


def remove_folder(path):
    """With folders in it that nobody may look into, as an attempt's stand-in for /tmp has them."""
    for folder, names, _ in os.walk(path):
        for name in names:
            if not os.path.islink(os.path.join(folder, name)):
                os.chmod(os.path.join(folder, name), 0o700)
    shutil.rmtree(path, ignore_errors=True)


class Outcome:
    """What an attempt left behind."""

    def __init__(self, process, result, output, folder):
        self.status = process.returncode
        self.result = result
        self.stdout, self.stderr = process.stdout, process.stderr
        self.folder = folder
        self.entries = output

    @property
    def error(self):
        return self.result["error"]


class AttemptCase(unittest.TestCase):
    """A test with a folder of its own that holds a small job, which the test changes where it wants."""

    home = CONTRACT

    def setUp(self):
        self.base = tempfile.mkdtemp(prefix="ianvs-runner-")
        self.addCleanup(remove_folder, self.base)
        self.folder = os.path.join(self.base, "job")
        os.makedirs(os.path.join(self.base, "tmp", "0"))
        os.chmod(os.path.join(self.base, "tmp"), 0o700)
        self.write("model.py", MODEL)
        self.write("metric.py", METRIC)
        self.write("data.txt", "/data/a 1\n/data/b 0\n/data/c 1\n")
        self.variables = {}
        self.number = 0
        self.spec = {
            "id": "0001", "algorithm": "careful", "paradigm": "singletasklearning",
            "modules": [self.module("basemodel", "model", "./model.py")],
            "testenv": {"dataset": {"train_index": "./data.txt", "test_index": "./data.txt"},
                        "metrics": [{"name": "hits", "url": "./metric.py"}]},
            "partition": {"index": 0, "count": 1}, "settings": {"paradigm_type": "singletasklearning"},
            "workspace": "./workspace/small", "folder": "0001", "job_file": "job.yaml"}

    def module(self, kind, name, url, **hyperparameters):
        """A module as it stands in the test case's JSON."""
        return {"type": kind, "name": name, "url": url,
                "hyperparameters": [{"name": key, "value": value, "str": str(value), "type": type(value).__name__}
                                    for key, value in hyperparameters.items()]}

    def write(self, name, text):
        """Writes a user's file; indented text loses its indentation."""
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))
        return path

    def write_model(self, method, body, before=""):
        """Writes model.py with another body of one method; `before` stands above the class."""
        lines = textwrap.dedent(MODEL).splitlines()
        at = next(i for i, line in enumerate(lines) if line.startswith("    def {}(".format(method)))
        lines[at + 1:at + 2] = textwrap.indent(textwrap.dedent(body).strip(), "        ").splitlines()
        self.write("model.py", textwrap.dedent(before) + "\n".join(lines) + "\n")

    def write_metric(self, expression, before=""):
        """Writes metric.py so that the metric `hits` is the value of an expression."""
        self.write("metric.py", textwrap.dedent(before) + textwrap.dedent(METRIC).replace(
            "sum(int(a) == int(b) for a, b in zip(truth, found))", expression))

    def environment(self):
        """What the agent sets, in the environment of a user."""
        python_path = [self.home] + [path for path in (os.path.join(self.home, "sedna-wheel"),) if os.path.isdir(path)]
        unwanted = ("IANVS_", "CUDA_", "BACKEND_")
        variables = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
        variables.update(
            PYTHONPATH=os.pathsep.join(python_path), PYTHONDONTWRITEBYTECODE="1",
            TMPDIR=os.path.join(self.base, "tmp", "0"),
            IANVS_TESTCASE=os.path.join(self.base, "testcase.json"),
            IANVS_RESULT=os.path.join(self.base, "result.json"),
            IANVS_OUTPUT_DIR=os.path.join(self.folder, self.spec["workspace"], self.spec["algorithm"], self.spec["folder"]),
            IANVS_ATTEMPT=str(self.number), IANVS_RUN_ID="1")
        variables.update(self.variables)
        return variables

    def run_attempt(self, seconds=60, command=(MAIN, "run")):
        """Runs the test case's next attempt to its end, in a process of its own."""
        self.number += 1
        self.spec["folder"] = self.spec["id"] + (".{}".format(self.number) if self.number > 1 else "")
        variables = self.environment()
        if os.path.exists(variables["IANVS_RESULT"]):
            os.remove(variables["IANVS_RESULT"])
        with open(variables["IANVS_TESTCASE"], "w", encoding="utf-8") as file:
            json.dump(self.spec, file)
        process = subprocess.run([sys.executable] + list(command), cwd=self.folder, env=variables, timeout=seconds,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 start_new_session=True, check=False)
        result = None
        if os.path.exists(variables["IANVS_RESULT"]):
            with open(variables["IANVS_RESULT"], encoding="utf-8") as file:
                result = json.load(file)
        return Outcome(process, result, sorted(os.listdir(self.base)), self.folder)

    def succeed(self, metrics):
        """Runs an attempt that must succeed with these metrics."""
        outcome = self.run_attempt()
        self.assertIsNotNone(outcome.result, outcome.stderr.decode(errors="replace"))
        self.assertEqual(outcome.result.get("metrics"), metrics, outcome.result)
        self.assertEqual(outcome.status, 0)
        return outcome

    def fail_with(self, kind, message):
        """Runs an attempt that must fail so; `message` is a regular expression."""
        outcome = self.run_attempt()
        self.assertIsNotNone(outcome.result, outcome.stderr.decode(errors="replace"))
        self.assertIn("error", outcome.result)
        self.assertEqual(outcome.error["type"], kind, outcome.error)
        self.assertRegex(outcome.error["message"], message)
        self.assertEqual(outcome.status, 1)
        return outcome
