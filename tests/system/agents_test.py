"""Agents that join by hand: early, late, with the wrong key, killed; and peers that are no agents at all."""

import contextlib
import os
import shutil
import signal
import socket
import unittest

from cluster import DEADLINE, SystemTest, children, free_port, let_all_through

GREETING_BYTES = 64


class AgentsTest(SystemTest):
    def listen(self, job, port):
        return self.coordinator("-f", job, "--listen", f"127.0.0.1:{port}", "--no-local")

    def test_an_agent_may_come_before_its_coordinator(self):
        port = free_port()
        agent = self.agent(port, "--workers", "1")
        agent.wait_for_line(".")  # it lives and has said so
        run = self.listen(self.write_job({"number": [1, 2]}), port)
        self.assert_ends(run, 0)
        self.assert_ends(agent, 0)

    def test_an_agent_may_join_while_the_run_goes_on(self):
        port = free_port()
        run = self.listen(self.write_job({"number": [1, 2], "act": ["gate"]}), port)
        self.agent(port, "--workers", "1")
        first = self.gate.next()
        self.agent(port, "--workers", "1")
        second = self.gate.next()
        self.assertNotEqual(first.said["id"], second.said["id"])
        first.let_through()
        second.let_through()
        self.assert_ends(run, 0)

    def test_a_peer_without_keys_gets_nothing_and_harms_nobody(self):
        port = free_port()
        run = self.listen(self.write_job({"number": [1, 2], "act": ["gate"]}), port)
        self.agent(port, "--workers", "1")
        first = self.gate.next()  # the run listens

        mute, noise, plain = (socket.create_connection(("127.0.0.1", port), DEADLINE) for _ in range(3))
        for peer in (mute, noise, plain):
            self.addCleanup(peer.close)
        noise.sendall(b"GET / HTTP/1.1\r\nHost: me\r\n\r\n" + bytes(range(256)) * 1000)
        plain.sendall(b"\xff" + bytes(8) + b"\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32))
        answer = self.all_of(plain)

        # A greeting, or its beginning, says nothing of the run; then the connection is closed.
        self.assertLessEqual(len(answer), GREETING_BYTES)
        first.let_through()
        self.gate.next().let_through()
        self.assert_ends(run, 0)

    def all_of(self, peer):
        """Everything until the other side closes the connection."""
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while part := peer.recv(4096):
                answer += part
        return answer

    def test_an_agent_with_another_runs_key_is_told_so(self):
        old_job = self.write_job({"number": [1]}, name="old")
        self.assert_ends(self.coordinator("-f", old_job), 0)
        foreign = self.folder / "foreign-access"
        shutil.copy(self.folder / "workspace/old/runs/1/access", foreign)
        foreign.chmod(0o600)

        port = free_port()
        run = self.listen(self.write_job({"number": [1]}), port)
        intruder = self.agent(port, "--workers", "1", "--access", foreign)
        intruder.wait_for_line("(?i)key")
        self.agent(port, "--workers", "1")
        self.assert_ends(run, 0)
        self.assertEqual(len(self.rank()), 1)

    def test_an_access_file_that_others_can_read_is_refused(self):
        port = free_port()
        access = self.folder / "open-access"
        access.write_text("{}", encoding="utf-8")
        access.chmod(0o644)
        agent = self.agent(port, "--access", access)
        agent.wait_for_line(f"chmod 600 {access}")

    def test_keys_are_for_the_user_alone_and_in_no_log(self):
        self.assert_ends(self.coordinator("-f", self.write_job({"number": [1]}), "-v"), 0)
        run_folder = self.folder / "workspace/job/runs/1"
        for name in ("keys", "access"):
            self.assertEqual((run_folder / name).stat().st_mode & 0o777, 0o600, name)

    def test_nothing_is_left_of_an_agent_that_is_killed(self):
        port = free_port()
        agent = self.agent(port, "--workers", "1")
        self.listen(self.write_job({"act": ["grandchild_and_gate"]}), port)
        caught = [self.gate.next(), self.gate.next()]
        os.kill(agent.child(), signal.SIGKILL)
        for arrival in caught:
            arrival.wait_until_dead()  # also the grandchild in a session of its own, deaf to SIGTERM
        self.assertNotEqual(agent.wait(), 0)

    def test_an_agent_whose_keeper_is_killed_finishes_what_runs(self):
        port = free_port()
        agent = self.agent(port, "--workers", "1")
        run = self.listen(self.write_job({"number": [1, 2], "act": ["gate"]}), port)
        running = self.gate.next()
        agent.signal(signal.SIGKILL)
        agent.popen.wait(DEADLINE)
        running.let_through()
        self.agent(port, "--workers", "1")
        self.gate.next().let_through()
        self.assert_ends(run, 0)
        self.assertEqual([row["url"].count(".2") for row in self.rank()], [0, 0])  # no work was done twice

    def test_an_agent_drains_on_sigterm(self):
        port = free_port()
        agent = self.agent(port, "--workers", "1")
        run = self.listen(self.write_job({"number": [1, 2], "act": ["gate"]}), port)
        running = self.gate.next()
        agent.signal(signal.SIGTERM)
        agent.wait_for_line("(?i)drain|finish")
        running.let_through()
        self.assert_ends(agent, 0)
        self.agent(port, "--workers", "1")
        self.gate.next().let_through()
        self.assert_ends(run, 0)

    def test_what_is_left_of_one_run_never_counts_in_another_of_its_number(self):
        port = free_port()
        self.agent(port, "--workers", "1")
        cut_off = self.listen(self.write_job({"number": [1], "act": ["gate"]}, name="first"), port)
        running = self.gate.next()
        cut_off.signal(signal.SIGKILL)
        cut_off.popen.wait(DEADLINE)
        running.let_through()

        run = self.listen(self.write_job({"number": [2]}, name="second"), port)
        self.assert_ends(run, 0)
        (row,) = self.rank("second")
        self.assertTrue(row["url"].startswith("./workspace/second/"), row)
        spool = self.folder / "workspace/first/runs/1/spool"
        self.assertEqual(len(list(spool.glob("*/*.done"))), 1)  # kept for its own run

    def test_the_local_agent_is_replaced_or_the_run_says_why_it_ends(self):
        run = self.coordinator("-f", self.write_job({"number": [1, 2, 3], "act": ["gate"]}), "-p", "-w", "1")
        first = self.gate.next()
        (agent,) = children(run.child())
        os.kill(agent, signal.SIGKILL)
        first.wait_until_dead()
        let_all_through(self.gate, 3)
        self.assert_ends(run, 0)
        self.assertEqual(len(self.rank()), 3)


if __name__ == "__main__":
    unittest.main()
