"""Joint inference in partitions: the rows of one run, whatever the number of partitions and what happens on the way."""

import json
import os
import signal
import threading
import unittest

import ianvs_jobs
from cluster import SystemTest, free_port, let_all_through

# In front of the models: every attempt passes the gate and says which folder is its own.
GATE = """import json, os, socket
_gate = socket.socket(socket.AF_UNIX)
_gate.connect({path!r})
_gate.sendall((json.dumps([os.environ["PARTITIONS_AGENT"], os.path.basename(os.environ["IANVS_OUTPUT_DIR"])]) + "\\n").encode())
_gate.recv(3)
"""
# Behind them: attempts whose folder has an ending of these fail in the middle of their work.
FAILING = """
_predict = Edge.predict
def _fail(self, data, **kwargs):
    if os.environ["IANVS_OUTPUT_DIR"].endswith({endings!r}):
        raise ValueError("the edge model has broken down")
    return _predict(self, data, **kwargs)
Edge.predict = _fail
"""


class PartitionsTest(SystemTest):
    home = ianvs_jobs.CONTRACT

    def setUp(self):
        super().setUp()
        self.environment = ianvs_jobs.environment(self.home, **self.environment)
        self.job_folder = ianvs_jobs.prepare("jointinference", self.folder / "job")

    def one_test_case(self):
        """Of the four of each algorithm one is left."""
        path = self.job_folder / "algorithm.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("[0, 7]", "[7]").replace("[20, 60]", "[20]"),
                        encoding="utf-8")

    def change_models(self, before="", behind=""):
        path = self.job_folder / "models.py"
        path.write_text(before + path.read_text(encoding="utf-8") + behind, encoding="utf-8")

    def write_divided(self, *partitions, **keys):
        """A job with one algorithm for each number of partitions, called by it."""
        entries = [{"name": str(count), "url": "./algorithm.yaml", "partitions": count, **keys} for count in partitions]
        text = (self.job_folder / "mining-then-inference.yaml").read_text(encoding="utf-8")
        begin, end = text.index("    algorithms:"), text.index("  rank:")
        job = text[:begin] + "    algorithms: " + json.dumps(entries) + "\n" + text[end:]
        (self.job_folder / "divided.yaml").write_text(job.replace("name: mining-then-inference", "name: divided"),
                                                      encoding="utf-8")
        return "divided.yaml"

    def run_job(self, *arguments):
        return self.coordinator("-f", "divided.yaml", *arguments, folder=self.job_folder)

    def path(self, *parts):
        return self.job_folder.joinpath("workspace", "divided", *parts)

    def report(self):
        return json.loads(self.path("runs", "1", "report.json").read_text(encoding="utf-8"))["test_cases"]

    def rows_of(self, algorithm):
        rows = self.rows("divided", folder=self.job_folder)
        return sorted(str({key: cell for key, cell in row.items() if key not in ("rank", "algorithm")})
                      for row in rows if row["algorithm"] == algorithm)

    def assert_equals_whole(self):
        """The one test case in partitions has the row that serial Ianvs gave it."""
        expected = [row for row in ianvs_jobs.leaderboard(ianvs_jobs.expected("jointinference", "mining-then-inference"))
                    if row["algorithm"] == "edge and cloud" and row["dataset_processor-leave_out"] == "7"
                    and row["edgemodel-knows"] == "20"]
        (row,) = ianvs_jobs.leaderboard(self.path("rank", "all_rank.csv"))
        self.assertEqual({**row, "algorithm": "edge and cloud"}, expected[0])

    def test_any_number_of_partitions_gives_the_rows_of_one_run(self):
        self.write_divided(1, 3, 4, 7)

        self.assert_ends(self.run_job("-p", "-w", "3"), 0)

        whole = self.rows_of("1")
        self.assertEqual(len(whole), 4)
        for count in ("3", "4", "7"):
            self.assertEqual(self.rows_of(count), whole, count)
        for test_case in self.report():
            count = test_case["partitions"]
            self.assertEqual(test_case["attempts"], count + 1 if count > 1 else 1)
            self.assertTrue(test_case["url"].endswith(f"/{count}/{test_case['id']}"), test_case)
        self.assertFalse(self.path("runs", "1", "partitions").exists())

    def test_each_partition_has_logs_of_its_own_and_is_told_of(self):
        self.one_test_case()
        self.write_divided(2)

        run = self.run_job()
        self.assert_ends(run, 0)

        (test_case,) = self.report()
        names = [test_case["id"] + suffix for suffix in (".p1.1", ".p2.1")]
        logs = {path.name for path in self.path("runs", "1", "logs").iterdir()}
        self.assertTrue({name + ".err" for name in names} <= logs, logs)
        self.assertIn("partition 2 of 2", run.text())

    def test_a_partition_that_fails_is_retried_alone(self):
        self.one_test_case()
        self.change_models(behind=FAILING.format(endings=(".p2",)))
        self.write_divided(3, retries=1)

        run = self.run_job("-p", "-w", "2")
        self.assert_ends(run, 0)

        self.assert_equals_whole()
        self.assertEqual(self.report()[0]["attempts"], 5)
        self.assertIn("partition 2 of 3, attempt 1 failed: ", run.text())

    def test_a_partition_whose_retries_are_used_up_fails_its_test_case_alone(self):
        self.one_test_case()
        self.change_models(behind=FAILING.format(endings=(".p2", ".p2.2")))
        self.write_divided(1, 3, retries=1)

        run = self.run_job()
        self.assert_ends(run, 1)

        whole, divided = self.report()
        self.assertEqual(whole["outcome"], "succeeded")
        self.assertEqual((divided["outcome"], divided["partition"]), ("failed", 2))
        self.assertIn("the edge model has broken down", divided["message"])
        self.assertTrue(divided["stderr"].endswith(".p2.2.err"), divided["stderr"])
        self.assertFalse(self.path("runs", "1", "partitions").exists())

    def test_what_a_killed_agent_ran_is_done_again_and_nothing_else(self):
        self.one_test_case()
        self.change_models(before=GATE.format(path=str(self.folder / "gate.sock")))
        self.write_divided(3)
        port = free_port()
        agents = {}
        for name in ("first", "second"):
            self.environment["PARTITIONS_AGENT"] = name
            agents[name] = self.agent(port, "--workers", "1")
        run = self.run_job("--listen", f"127.0.0.1:{port}", "--no-local")
        held, other = self.gate.next(), self.gate.next()
        agent, folder = held.said
        self.assertRegex(folder, r"\.p[123]$")

        os.kill(agents[agent].child(), signal.SIGKILL)
        held.wait_until_dead()
        other.let_through()
        opener = threading.Thread(target=let_all_through, args=(self.gate, 3))  # two partitions and the merge
        opener.start()
        self.assert_ends(run, 0)
        opener.join()

        self.assert_equals_whole()
        self.assertEqual(self.report()[0]["attempts"], 5)


@unittest.skipUnless(ianvs_jobs.IANVS_HOME, ianvs_jobs.NO_IANVS)
class PartitionsWithIanvsTest(PartitionsTest):
    home = ianvs_jobs.IANVS_HOME


if __name__ == "__main__":
    unittest.main()
