"""A test case that fails, fails alone: the others go on, and a person can see why."""

import pathlib
import re
import time
import unittest

from cluster import DEADLINE, SystemTest


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

    def test_of_200_megabytes_on_stdout_beginning_and_end_are_kept(self):
        (self.folder / "loud.py").write_text(
            "import os, sys\n"
            f"sys.path.insert(0, {str(pathlib.Path(__file__).parent)!r})\n"
            "from program import wait_at_gate, write\n"
            "os.write(1, b'first\\xff')\n"
            "for _ in range(200): os.write(1, b'x' * 1_000_000)\n"
            "wait_at_gate({'agent': os.getppid()})\n"
            "os.write(1, b'last\\n'); write('{\"score\": 1, \"parity\": 0}')\n", encoding="utf-8")
        run = self.coordinator("-f", self.write_job({"number": [1]}, algorithm_command=["python3", "loud.py"]))
        arrival = self.gate.next()
        (log,) = self.folder.glob("workspace/job/runs/1/logs/*.out")
        end = time.monotonic() + DEADLINE
        while log.stat().st_blocks * 512 > 4_000_000:  # it is freed at the next look
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)
        self.assertGreater(log.stat().st_size, 200_000_000)
        peak = re.search(r"VmHWM:\s+(\d+) kB", pathlib.Path(f"/proc/{arrival.said['agent']}/status").read_text())
        self.assertLess(int(peak[1]), 100_000)
        arrival.let_through()
        self.assert_ends(run, 0)

        content = log.read_bytes()
        self.assertTrue(content.startswith(b"first\xffxxx") and content.endswith(b"xxxlast\n"))
        self.assertLess(len(content), 2_100_000)
        self.assertRegex(content, rb"x\n\[ianvs-agent left out 197902\d\d\d bytes here: .*\]\nx")

    def test_what_is_no_utf_8_is_shown_escaped(self):
        (self.folder / "bytes.py").write_text(
            "import os, sys\nos.write(2, b'caf\\xe9 \\x1b[31mred\\n')\nsys.exit(1)\n", encoding="utf-8")
        run = self.coordinator("-f", self.write_job({"number": [1]}, algorithm_command=["python3", "bytes.py"]))
        self.assert_ends(run, 1)

        self.assertIn("caf\\xe9 \\x1b[31mred", run.text())
        (log,) = self.folder.glob("workspace/job/runs/1/logs/*.err")
        self.assertEqual(log.read_bytes(), b"caf\xe9 \x1b[31mred\n")

    def test_max_failures_starts_nothing_more(self):
        job = self.write_job({"act": ["exit"], "number": list(range(8))}, max_failures=2)
        run = self.coordinator("-f", job)
        self.assert_ends(run, 1)
        begun = [line for line in run.text().splitlines() if "begins" in line]
        self.assertLess(len(begun), 8)


if __name__ == "__main__":
    unittest.main()
