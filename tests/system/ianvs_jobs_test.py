"""Each paradigm's jobs in all the ways to run them: leaderboards equal serial Ianvs', row by row and text by text.

Always with the contract package; with Ianvs itself where IANVS_HOME names a checkout.
"""

import csv
import json
import os
import pathlib
import signal
import socket
import tempfile
import threading
import unittest

import ianvs_jobs
from cluster import SystemTest, free_port

# What a copy of a job's model module begins with where the test wants to hold test cases back.
GATE = """import os, socket
_gate = socket.socket(socket.AF_UNIX)
_gate.connect({path!r})
_gate.sendall(b'"%s"\\n' % os.environ["JOBS_AGENT"].encode())
_gate.recv(3)
"""


class PlanTest(SystemTest):
    def test_each_job_plans_into_the_test_cases_of_its_expected_leaderboard(self):
        for paradigm, jobs in ianvs_jobs.ALL.items():
            folder = ianvs_jobs.prepare(paradigm, self.folder / paradigm)
            for job, test_cases in jobs.items():
                with self.subTest(paradigm=paradigm, job=job):
                    planned = self.coordinator("plan", "-f", f"{job}.yaml", "-o", "json", folder=folder)
                    self.assert_ends(planned, 0)
                    self.assertEqual(len(json.loads(planned.text("stdout"))["testcases"]), test_cases)
                    self.assertEqual(len(ianvs_jobs.leaderboard(ianvs_jobs.expected(paradigm, job))), test_cases)


class Ways:
    """The ways to run a job; `home` and `jobs` say with which package, and which."""

    def setUp(self):
        super().setUp()
        self.environment = ianvs_jobs.environment(self.home, **self.environment)
        self.folders = {paradigm: ianvs_jobs.prepare(paradigm, self.folder / paradigm) for paradigm in self.jobs}

    def test_one_after_the_other(self):
        self.each(self.run_here)

    def test_in_a_local_pool(self):
        self.each(lambda job, folder: self.run_here(job, folder, "-p", "-w", "4"))

    def test_in_fresh_interpreters(self):
        self.each(lambda job, folder: self.run_here(job, folder, "--no-zygote"))

    def test_on_two_agents(self):
        self.each(self.run_on_agents)

    def test_on_two_agents_one_of_which_is_killed_on_the_way(self):
        self.each(self.run_with_a_loss)

    def each(self, run):
        for paradigm, folder in self.folders.items():
            for job in self.jobs[paradigm]:
                with self.subTest(paradigm=paradigm, job=job):
                    run(job, folder)
                    self.assert_equals_serial(paradigm, job)

    def run_here(self, job, folder, *arguments):
        self.assert_ends(self.coordinator("-f", f"{job}.yaml", *arguments, folder=folder), 0)

    def run_on_agents(self, job, folder):
        port = free_port()
        for _ in range(2):
            self.agent(port, "--workers", "1")
        self.run_here(job, folder, "--listen", f"127.0.0.1:{port}", "--no-local")

    def run_with_a_loss(self, job, folder):
        self.put_a_gate_into(folder)
        port = free_port()
        agents = {name: self.agent_called(name, port) for name in ("first", "second")}
        run = self.coordinator("-f", f"{job}.yaml", "--listen", f"127.0.0.1:{port}", "--no-local", folder=folder)
        held = self.gate.next()
        os.kill(agents[held.said].child(), signal.SIGKILL)
        held.wait_until_dead()
        opener = threading.Thread(target=self.let_all_through)
        opener.start()
        try:
            self.assert_ends(run, 0)
        finally:
            self.close_the_gate()
            opener.join()
        self.assertIn(2, [test_case["attempts"] for test_case in self.report(job, folder)["test_cases"]])

    def put_a_gate_into(self, folder):
        for module in folder.glob("model*.py"):
            text = module.read_text(encoding="utf-8")
            if "JOBS_AGENT" not in text:
                module.write_text(GATE.format(path=str(self.folder / "gate.sock")) + text, encoding="utf-8")

    def agent_called(self, name, port):
        self.environment["JOBS_AGENT"] = name
        return self.agent(port, "--workers", "1")

    def let_all_through(self):
        said = None
        while said != "the gate closes":
            arrival = self.gate.next()
            said = arrival.said
            arrival.let_through()

    def close_the_gate(self):
        with socket.socket(socket.AF_UNIX) as last:
            last.connect(str(self.folder / "gate.sock"))
            last.sendall(b'"the gate closes"\n')
            last.recv(3)

    def report(self, job, folder):
        return json.loads((folder / "workspace" / job / "runs" / "1" / "report.json").read_text(encoding="utf-8"))

    def assert_equals_serial(self, paradigm, job):
        folder = self.folders[paradigm]
        file = folder / "workspace" / job / "rank" / "all_rank.csv"
        self.assertEqual(ianvs_jobs.leaderboard(file), ianvs_jobs.leaderboard(ianvs_jobs.expected(paradigm, job)))
        with open(file, newline="", encoding="utf-8") as rows:
            urls = {row["url"] for row in csv.DictReader(rows)}
        counted = self.report(job, folder)["test_cases"]
        self.assertEqual(urls, {test_case["url"] for test_case in counted})
        for test_case in counted:
            # Of a test case in partitions the url is the merge's, of which there is one attempt.
            number = test_case["attempts"] if test_case["partitions"] == 1 else 1
            suffix = f".{number}" if number > 1 else ""
            self.assertTrue(test_case["url"].endswith(f"/{test_case['id']}{suffix}"), test_case)


class ContractTest(Ways, SystemTest):
    home, jobs = ianvs_jobs.CONTRACT, ianvs_jobs.SIMPLE


@unittest.skipUnless(ianvs_jobs.IANVS_HOME, ianvs_jobs.NO_IANVS)
class IanvsTest(Ways, SystemTest):
    home, jobs = ianvs_jobs.IANVS_HOME, ianvs_jobs.ALL

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.serial = tempfile.TemporaryDirectory()
        variables = ianvs_jobs.environment(cls.home, **os.environ, TMPDIR=cls.serial.name)
        for paradigm, jobs in cls.jobs.items():
            folder = ianvs_jobs.prepare(paradigm, pathlib.Path(cls.serial.name) / paradigm)
            for job in jobs:
                ianvs_jobs.run_serially(job, folder, variables)

    @classmethod
    def tearDownClass(cls):
        cls.serial.cleanup()
        super().tearDownClass()

    def test_serial_ianvs_makes_the_expected_leaderboards(self):
        for paradigm, jobs in self.jobs.items():
            for job in jobs:
                with self.subTest(paradigm=paradigm, job=job):
                    self.assertEqual(ianvs_jobs.leaderboard(self.serial_rank(paradigm, job, "all_rank.csv")),
                                     ianvs_jobs.leaderboard(ianvs_jobs.expected(paradigm, job)))

    def test_a_paradigm_that_sedna_cannot_run_is_told_at_the_first_test_case(self):
        for paradigm, job, message in (("lifelonglearning", "default", "Ianvs calls inference_2 of sedna's Lifelong"),
                                       ("incrementallearning", "rounds", "reads MODEL_URL once")):
            with self.subTest(paradigm=paradigm):
                folder = self.folders[paradigm]
                (folder / "restored.py").write_text("", encoding="utf-8")
                run = self.coordinator("-f", f"{job}.yaml", folder=folder)
                self.assert_ends(run, 1)
                self.assertIn(message, run.text())
                self.assertIn('the other test cases of "counter" would fail for the same reason', run.text())
                outcomes = [test_case["outcome"] for test_case in self.report(job, folder)["test_cases"]]
                self.assertEqual(outcomes, ["failed"] + ["cancelled"] * (self.jobs[paradigm][job] - 1))

    def serial_rank(self, paradigm, job, file):
        return pathlib.Path(self.serial.name) / paradigm / "workspace" / job / "rank" / file

    def assert_equals_serial(self, paradigm, job):
        super().assert_equals_serial(paradigm, job)
        for file in ("all_rank.csv", "selected_rank.csv"):
            mine = self.folders[paradigm] / "workspace" / job / "rank" / file
            self.assert_ends(self.coordinator("compare", self.serial_rank(paradigm, job, file), mine), 0)


if __name__ == "__main__":
    unittest.main()
