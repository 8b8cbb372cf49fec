"""What the programs' users type: versions, signals, exit codes."""

import json
import os
import signal
import subprocess
import unittest

from cluster import BIN, SystemTest, children


class CommandLineTest(SystemTest):
    def test_versions_are_the_projects(self):
        for program in ("ianvs-coordinator", "ianvs-agent"):
            run = self.start(program, "--version")
            self.assert_ends(run, 0)
            self.assertRegex(run.text("stdout"), r"\b\d+\.\d+\.\d+\b")

    def test_a_wrong_command_line_is_exit_code_2(self):
        job = self.write_job({"number": [1]})
        for arguments in ((), ("-f", job, "--no-such-option"), ("-f", job, "-w", "none"), ("-f", job, "-w", "0")):
            with self.subTest(arguments):
                self.assert_ends(self.coordinator(*arguments), 2)
        self.assert_ends(self.start("ianvs-agent"), 2)
        self.assertFalse((self.folder / "workspace").exists())

    def test_plan_shows_the_test_cases_and_runs_nothing(self):
        run = self.coordinator("plan", "-f", self.write_job({"number": [1, 2], "rate": [0.5]}), "--output", "json")
        self.assert_ends(run, 0)
        plan = json.loads(run.text("stdout"))
        self.assertEqual((plan["name"], plan["metrics"], len(plan["testcases"])), ("job", ["score", "parity"], 2))
        self.assertFalse((self.folder / "workspace").exists())

    def test_it_says_how_many_test_cases_run_with_how_many_workers(self):
        run = self.coordinator("-f", self.write_job({"number": [1, 2, 3]}), "-p", "-w", "2")
        self.assert_ends(run, 0)
        self.assertRegex(run.text(), r"\b3 test cases\b.*\b2 workers\b")

    def test_the_first_ctrl_c_lets_running_test_cases_finish(self):
        run = self.coordinator("-f", self.write_job({"number": [1, 2, 3], "act": ["gate"]}))
        running = self.gate.next()
        run.signal(signal.SIGINT)
        run.wait_for_line("(?i)stop|interrupt")
        running.let_through()
        self.assert_ends(run, 130)
        self.assertEqual([row["basemodel-number"] for row in self.rank()], ["1"])

    def test_the_second_ctrl_c_stops_them(self):
        run = self.coordinator("-f", self.write_job({"number": [1, 2, 3], "act": ["gate"]}))
        running = self.gate.next()
        run.signal(signal.SIGINT)
        run.wait_for_line("(?i)stop|interrupt")
        run.signal(signal.SIGINT)
        running.wait_until_dead()
        self.assert_ends(run, 130)

    def test_sigterm_also_repeated_is_as_the_first_ctrl_c(self):
        run = self.coordinator("-f", self.write_job({"number": [1, 2], "act": ["gate"]}))
        running = self.gate.next()
        run.signal(signal.SIGTERM)
        run.wait_for_line("(?i)stop|terminat")
        run.signal(signal.SIGTERM)
        running.let_through()
        self.assert_ends(run, 143)
        self.assertEqual(len(self.rank()), 1)

    def test_a_hangup_that_nohup_keeps_away_ends_nothing(self):
        run = self.start("/usr/bin/nohup", BIN / "ianvs-coordinator", "-f",
                         self.write_job({"number": [1, 2], "act": ["gate"]}))
        running = self.gate.next()
        run.signal(signal.SIGHUP)
        running.let_through()
        self.gate.next().let_through()
        self.assert_ends(run, 0)

    def test_a_local_agent_that_hangs_leaves_nothing_behind(self):
        run = self.coordinator("-f", self.write_job({"number": [1], "act": ["gate"]}), "--agent-timeout", "2s")
        running = self.gate.next()
        (agent,) = children(run.child())
        os.kill(agent, signal.SIGSTOP)
        run.signal(signal.SIGINT)
        run.wait_for_line("(?i)stop|interrupt")
        run.signal(signal.SIGINT)
        running.wait_until_dead()
        self.assert_ends(run, 130)

    def test_a_broken_leaderboard_is_found_before_anything_runs(self):
        rank = self.folder / "workspace" / "job" / "rank"
        rank.mkdir(parents=True)
        (rank / "all_rank.csv").write_text("junk,x\n", encoding="utf-8")
        run = self.coordinator("-f", self.write_job({"number": [1]}))
        self.assert_ends(run, 2)
        self.assertIn("rank/all_rank.csv:1", run.text())
        self.assertFalse((rank.parent / "runs").exists())

    def test_output_that_cannot_be_written_is_exit_code_4(self):
        job = self.write_job({"number": [1]})
        for arguments in (("plan", "-f", job, "--output", "json"), ("-f", job, "--output", "json")):
            with self.subTest(arguments), open("/dev/full", "wb") as full:
                run = subprocess.run([BIN / "ianvs-coordinator", *arguments], cwd=self.folder, env=self.environment,
                                     stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
                self.assertEqual(run.returncode, 4, run.stderr)
                self.assertIn(b"No space left on device", run.stderr)

    def test_a_home_that_cannot_be_written_is_but_a_warning(self):
        self.environment.update(HOME="/dev/null/home", XDG_RUNTIME_DIR="/dev/null/run")
        run = self.coordinator("-f", self.write_job({"number": [1]}), "--listen", "127.0.0.1:0")
        self.assert_ends(run, 0)
        self.assertRegex(run.text(), "Agents need --access .*runs/1/access")

    def test_a_request_that_no_agent_can_meet_is_exit_code_3(self):
        run = self.coordinator("-f", self.write_job({"number": [1]}, resources={"jetson": 1}))
        self.assert_ends(run, 3)
        self.assertIn("jetson", run.text())

    def test_a_port_that_is_taken_is_exit_code_4(self):
        import socket
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            run = self.coordinator("-f", self.write_job({"number": [1]}), "--listen", f"127.0.0.1:{port}")
            self.assert_ends(run, 4)
            self.assertIn(str(port), run.text())

    def test_a_run_without_a_terminal_prints_plain_lines(self):
        run = self.coordinator("-f", self.write_job({"number": [1, 2]}))
        self.assert_ends(run, 0)
        self.assertNotIn("\x1b", run.text())
        self.assertNotIn("\r", run.text())

    def test_resources_stand_beside_the_leaderboard(self):
        self.assert_ends(self.coordinator("-f", self.write_job({"number": [1, 2]})), 0)
        self.assertEqual(len(self.rank(file="resources.csv")), 2)


if __name__ == "__main__":
    unittest.main()
