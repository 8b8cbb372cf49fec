"""A test case that fails, fails alone: the others go on, and a person can see why."""

import unittest

from cluster import SystemTest


class FailuresTest(SystemTest):
    def test_each_kind_of_failure_is_one_test_cases_own(self):
        kinds = ["exit", "no_result", "bad_json", "no_object", "null_metric", "signal", "hang"]
        job = self.write_job({"number": [1], "act": ["succeed", *kinds, "output"]}, algorithm_timeout="6s")
        run = self.coordinator("-f", job, "-p", "-w", "2")
        self.assert_ends(run, 1)

        self.assertEqual([row["basemodel-act"] for row in self.rank()], ["succeed", "output"])
        printed = run.text()
        for kind in kinds:
            # The program says so on stderr, and the end of that is shown.
            self.assertIn(f"test case {{'number': 1, 'act': '{kind}'}} begins", printed)
        self.assertNotIn("'act': 'output'} begins", printed)
        for reason in ("exit status 3", "SIGSEGV", "6.0s", 'metric "score" is null'):
            self.assertIn(reason, printed)

    def test_a_program_that_is_not_there_is_named(self):
        run = self.coordinator("-f", self.write_job({"number": [1]}, algorithm_command=["./no-such-program"]))
        self.assert_ends(run, 1)
        self.assertIn("no-such-program", run.text())

    def test_a_timeout_takes_the_whole_tree_along(self):
        run = self.coordinator("-f", self.write_job({"act": ["grandchild_and_gate"]}, algorithm_timeout="6s"))
        caught = [self.gate.next(), self.gate.next()]
        for arrival in caught:
            arrival.wait_until_dead()
        self.assert_ends(run, 1)

    def test_what_a_program_leaves_behind_is_gone_when_it_has_ended(self):
        run = self.coordinator("-f", self.write_job({"act": ["grandchild"]}))
        self.gate.next().wait_until_dead()
        self.assert_ends(run, 0)
        self.assertEqual(len(self.rank()), 1)

    def test_retries_try_again_and_say_which_attempt_it_is(self):
        (self.folder / "moody.py").write_text(
            "import os, sys\n"
            "if os.environ['IANVS_ATTEMPT'] == '1': sys.exit('not today')\n"
            "open(os.environ['IANVS_RESULT'], 'w').write('{\"score\": 1, \"parity\": 0}')\n", encoding="utf-8")
        run = self.coordinator("-f", self.write_job({"number": [1]}, algorithm_command=["python3", "moody.py"],
                                                    algorithm_retries=1))
        self.assert_ends(run, 0)
        self.assertTrue(self.rank()[0]["url"].endswith(".2"))

    def test_a_program_that_writes_without_end_harms_nobody(self):
        (self.folder / "loud.py").write_text(
            "import os, sys\n"
            "sys.stdout.write('x' * 5_000_000); sys.stderr.buffer.write(bytes(range(256)) * 20_000)\n"
            "sys.exit(1)\n", encoding="utf-8")
        run = self.coordinator("-f", self.write_job({"number": [1]}, algorithm_command=["python3", "loud.py"]))
        self.assert_ends(run, 1)
        self.assertLess(len(run.text()), 100_000)

    def test_max_failures_starts_nothing_more(self):
        job = self.write_job({"act": ["exit"], "number": list(range(8))}, max_failures=2)
        run = self.coordinator("-f", job)
        self.assert_ends(run, 1)
        begun = [line for line in run.text().splitlines() if "begins" in line]
        self.assertLess(len(begun), 8)


if __name__ == "__main__":
    unittest.main()
