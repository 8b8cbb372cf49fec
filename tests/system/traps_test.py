"""Whatever a test case does, it ends in the right outcome, takes nobody along and leaves nothing behind."""

import unittest

import ianvs_jobs
import traps
from cluster import SystemTest, free_port

DEADLINE = 900.0  # some traps take their timeout, and cold starts of Ianvs a second or more each
MAX_LOG_BYTES = 3 << 20

# What the leaderboard shows of the metric of any kind.
ODD = {"innocent 2": "usual", "metric_is_nan": "", "metric_is_infinite": "-inf", "metric_is_none": "",
       "metric_is_a_dict": "{'cat': 0.5, 'dog': [1, None]}", "metric_is_of_numpy": "0.25",
       "metric_is_an_object": "a curve of 3 points", "metric_holds_itself": "[[...]]",
       "namesake one": "model one", "namesake two": "model two", "raises": None}


class TrapsCase(SystemTest):
    """The job with the package that stands for Ianvs."""

    home = ianvs_jobs.CONTRACT

    def prepare(self):
        self.traps = traps.Traps(self.folder / "traps", self.home)
        self.addCleanup(self.traps.remove_files)
        self.environment = self.traps.environment(**self.environment)

    def run_all(self, *arguments):
        self.prepare()
        run = self.coordinator("-f", "traps.yaml", "-w", "2", *arguments, folder=self.traps.folder)
        self.assertEqual(run.wait(DEADLINE), 1, str(run))

    def check(self):
        """Everything but processes, of which an agent that stays has some."""
        with self.subTest("outcomes"):
            self.assertEqual(self.traps.wrong_outcomes(), [])
        with self.subTest("files"):
            self.assertEqual(self.traps.files(), [])
            self.assertEqual(traps.wait_until_none(lambda: traps.left_in(self.folder / "tmp")), [])
            self.assertEqual([path.name for path in self.folder.iterdir() if path.name in ("outside", "etc")], [])
        self.check_leaderboard()
        self.check_logs()

    def check_leaderboard(self):
        succeeded = [case for case in self.traps.report()["test_cases"] if case["outcome"] == "succeeded"]
        rows = self.traps.leaderboard("all_rank.csv")
        self.assertEqual(len(rows), len(succeeded))
        self.assertEqual({row["score"] for row in rows}, {"1.0"})
        self.assertEqual(len(self.traps.leaderboard("selected_rank.csv")), len(rows))
        odd = {row["basemodel-act"] or row["algorithm"]: row["odd"] for row in rows}
        for act, text in ODD.items():
            with self.subTest(act=act):
                self.assertEqual(odd.get(act), text)

    def check_logs(self):
        logs = {traps.act_of(test_case)[0]: test_case for test_case in self.traps.report()["test_cases"]}

        def log(act, stream):
            return (self.traps.folder / logs[act][stream]).read_bytes()

        loud = log("prints_200_megabytes", "stdout")
        self.assertLess(len(loud), MAX_LOG_BYTES)
        self.assertTrue(loud.startswith(b"epoch 17"), loud[:100])
        self.assertTrue(loud.endswith(b"\nthe last line\n"), loud[-100:])
        self.assertTrue(log("prints_without_end_of_line", "stdout").endswith(b"no end of line"))
        self.assertIn(b"\xff\xfe caf\xe9 \x1b[31mred", log("dies_with_no_utf8", "stderr"))


class TrapsTest(TrapsCase):
    def test_traps_in_warm_interpreters(self):
        self.run_all()
        self.check()
        self.assertEqual(self.traps.processes(), [])

    def test_traps_in_an_interpreter_of_their_own(self):
        self.run_all("--no-zygote")
        self.check()
        self.assertEqual(self.traps.processes(), [])


class StandingAgentTest(TrapsCase):
    def test_an_agent_that_stays_has_nothing_left(self):
        self.prepare()
        port = free_port()
        agent = self.agent(port, "--stay", "--workers", "2")
        run = self.coordinator("-f", "traps.yaml", "--listen", f"127.0.0.1:{port}", "--no-local",
                               folder=self.traps.folder)
        self.assertEqual(run.wait(DEADLINE), 1, str(run))
        self.check()
        standing = traps.Standing(agent)
        self.assertEqual(len(standing.zygotes()), 1)
        self.assertEqual(standing.others(), [])
        self.assertEqual(set(self.traps.processes()), set(standing.own()))
        self.assertEqual(standing.scratch(), [])


@unittest.skipUnless(ianvs_jobs.IANVS_HOME, ianvs_jobs.NO_IANVS)
class TrapsOfIanvsTest(TrapsTest):
    """The same with Ianvs itself."""

    home = ianvs_jobs.IANVS_HOME


if __name__ == "__main__":
    unittest.main()
