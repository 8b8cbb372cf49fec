"""What Ianvs does for a whole run on the coordinator's node: the simulation before it, the pictures behind it.

With the contract package, and with Ianvs itself where IANVS_HOME names a checkout. The programs that Ianvs calls to
build a simulation are ours.
"""

import json
import pathlib
import signal
import sys
import unittest

from cluster import SystemTest
from ianvs_jobs import CONTRACT, IANVS_HOME, NO_IANVS, python_path

SIMULATION = {"cloud_number": 1, "edge_number": 2, "cluster_name": "sim", "kubeedge_version": "latest",
              "sedna_version": "0.4.3"}
TOOLS = {
    "docker": "",
    "kind": "echo kind v0.17.0",
    "lscpu": 'echo "CPU: 8"',
    "cat": 'echo "MemFree: 99999999 kB"',
    # What a shell is to run, as the script from the net would be.
    "curl": "echo 'echo $NUM_CLOUD_WORKER_NODES $NUM_EDGE_NODES $KUBEEDGE_VERSION $SEDNA_VERSION $CLUSTER_NAME"
            " >>built'",
}
KIND_AT_GATE = """#!{python}
import os, socket, sys
gate = socket.socket(socket.AF_UNIX)
gate.connect("gate.sock")
gate.sendall(b"{{}}\\n")
sys.exit(gate.recv(3) != b"go\\n")
"""
MATRIX_PROGRAM = """
import json, os
case = json.load(open(os.environ["IANVS_TESTCASE"]))
number = case["modules"][0]["hyperparameters"][0]["value"]
matrices = {"all": [[number, 0.5], [0.25, float("nan")]], "cars": [[1, 2], [3, 4]]}
json.dump({"score": number, "Matrix": [matrices, "no dict", {"odd": [[1], [1, 2]], "good": [[1]]}][number]},
          open(os.environ["IANVS_RESULT"], "w"))
"""


class IanvsTasksTest(SystemTest):
    def use(self, home):
        self.environment["PYTHONPATH"] = python_path(home)
        self.environment["MPLCONFIGDIR"] = str(self.folder / "home")

    def put_tools(self, **others):
        folder = self.folder / "tools"
        folder.mkdir(exist_ok=True)
        for name, script in {**{name: f"#!/bin/sh\n{text}\n" for name, text in TOOLS.items()}, **others}.items():
            (folder / name).write_text(script, encoding="utf-8")
            (folder / name).chmod(0o755)
        self.environment["PATH"] = f"{folder}:{self.environment['PATH']}"

    def run_job(self, job, *arguments):
        return self.coordinator("-f", job, "--python", sys.executable, *arguments)

    def assert_nothing_was_started(self):
        self.assertEqual(list(self.folder.glob("workspace/job/runs/*")), [])
        self.assertFalse((self.folder / "built").exists())

    def simulate(self, home):
        self.use(home)
        self.put_tools()
        run = self.run_job(self.write_job({"number": [1, 2, 3]}, simulation=SIMULATION), "-p", "-w", "2")
        self.assert_ends(run, 0)
        self.assertEqual((self.folder / "built").read_text(encoding="utf-8"), "1 2 latest 0.4.3 sim\n")
        self.assertIn("simulation: kind v0.17.0", run.text())
        self.assertEqual(len(self.rank()), 3)
        self.assertNotIn("kind", run.text("stdout"))

    def test_the_simulation_is_built_once(self):
        self.simulate(CONTRACT)

    @unittest.skipUnless(IANVS_HOME, NO_IANVS)
    def test_ianvs_itself_builds_the_simulation(self):
        self.simulate(IANVS_HOME)

    def lack_kind(self, home):
        self.use(home)
        run = self.run_job(self.write_job({"number": [1]}, simulation=SIMULATION))
        self.assert_ends(run, 4)
        self.assertRegex(run.text(), "simulation can't be built, so nothing was started: kind is not installed here")
        self.assert_nothing_was_started()

    def test_a_machine_without_kind_is_told_of_before_anything_runs(self):
        self.lack_kind(CONTRACT)

    @unittest.skipUnless(IANVS_HOME, NO_IANVS)
    def test_a_machine_without_kind_is_told_of_with_ianvs_itself(self):
        self.lack_kind(IANVS_HOME)

    def test_a_build_that_fails_is_told_with_its_command(self):
        self.use(CONTRACT)
        self.put_tools(curl="#!/bin/sh\necho 'echo no nodes >&2; exit 7'\n")
        run = self.run_job(self.write_job({"number": [1]}, simulation=SIMULATION))
        self.assert_ends(run, 4)
        self.assertRegex(run.text(), "simulation: no nodes\n")
        self.assertRegex(run.text(), "nothing was started: 'curl .*' ended with exit status 7")
        self.assert_nothing_was_started()

    def test_without_ianvs_there_is_no_simulation(self):
        self.use(self.folder)
        run = self.run_job(self.write_job({"number": [1]}, simulation=SIMULATION))
        self.assert_ends(run, 2)
        self.assertRegex(run.text(), f"nothing was started: {sys.executable} .* can't import Ianvs")
        run = self.coordinator("-f", "job.yaml", "--python", "./none/python")
        self.assert_ends(run, 2)
        self.assertRegex(run.text(), "./none/python: can't be started")
        self.assert_nothing_was_started()

    def test_ctrl_c_stops_the_building(self):
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(number):
                self.use(CONTRACT)
                self.put_tools(kind=KIND_AT_GATE.format(python=sys.executable))
                run = self.run_job(self.write_job({"number": [1]}, simulation=SIMULATION))
                building = self.gate.next()
                run.signal(number)
                building.wait_until_dead()
                self.assert_ends(run, status)
                self.assert_nothing_was_started()

    def write_matrix_job(self, numbers, metrics=("score", "Matrix")):
        job = self.write_job({"number": numbers}, algorithm_command=[sys.executable, "./matrix.py"])
        (self.folder / "matrix.py").write_text(MATRIX_PROGRAM, encoding="utf-8")
        content = json.loads((self.folder / job).read_text(encoding="utf-8"))
        content["benchmarkingjob"]["rank"]["save_mode"] = "selected_and_all_and_picture"
        (self.folder / job).write_text(json.dumps(content), encoding="utf-8")
        testenv = {"testenv": {"dataset": {"train_url": "", "test_url": ""},
                               "metrics": [{"name": name, "url": "./m.py"} for name in metrics]}}
        (self.folder / "job-testenv.yaml").write_text(json.dumps(testenv), encoding="utf-8")
        return job

    def pictures(self):
        return {str(pathlib.Path(path).name) for row in self.rank()
                for path in (self.folder / row["url"]).glob("output/*.png")}

    def draw(self, home):
        self.use(home)
        run = self.run_job(self.write_matrix_job([0, 1, 2]), "-p", "-w", "2")
        self.assert_ends(run, 0)
        self.assertEqual(self.pictures(), {"all-heatmap.png", "cars-heatmap.png", "good-heatmap.png"})
        self.assertRegex(run.text(), "pictures drawn: 3,")
        self.assertRegex(run.text(), "no picture: .*its metric Matrix is a str, where Ianvs draws a dict of matrices")
        self.assertRegex(run.text(), "no picture: .*'odd' can't be drawn: ")
        self.assertEqual(len(self.rank()), 3)

    def test_pictures_are_drawn_of_what_can_be_drawn(self):
        self.draw(CONTRACT)

    @unittest.skipUnless(IANVS_HOME, NO_IANVS)
    def test_ianvs_itself_draws_the_pictures(self):
        self.draw(IANVS_HOME)
        for row in self.rank():
            for path in (self.folder / row["url"]).glob("output/*.png"):
                self.assertEqual(path.read_bytes()[:4], b"\x89PNG")

    def test_a_run_whose_pictures_cannot_be_drawn_is_a_success_all_the_same(self):
        self.use(self.folder)
        run = self.run_job(self.write_matrix_job([0]))
        self.assert_ends(run, 0)
        self.assertRegex(run.text(), f"warning: no pictures: {sys.executable} .* can't import Ianvs")
        run = self.coordinator("-f", "job.yaml", "--python", "./none/python")
        self.assert_ends(run, 0)
        self.assertRegex(run.text(), "warning: no pictures: ./none/python: can't be started")

    def test_a_testenv_without_the_metric_is_told_of_once(self):
        self.use(self.folder)
        run = self.run_job(self.write_matrix_job([0], metrics=("score",)))
        self.assert_ends(run, 0)
        self.assertEqual(run.text().count("picture is drawn"), 1)
        self.assertNotIn("no pictures", run.text())


if __name__ == "__main__":
    unittest.main()
