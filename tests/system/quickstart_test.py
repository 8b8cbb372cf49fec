"""The quickstart's job on its real data: the same leaderboard whatever happens to the agents."""

import os
import shutil
import signal
import subprocess
import unittest

from cluster import ROOT, SystemTest, free_port


def python_with_sklearn():
    """A folder for the front of PATH whose python3 has scikit-learn; None if there is none."""
    for python in (shutil.which("python3"), "/usr/bin/python3"):
        if python and subprocess.run([python, "-c", "import sklearn"], capture_output=True, check=False).returncode == 0:
            return os.path.dirname(python)
    return None


@unittest.skipUnless(python_with_sklearn(), "python3-sklearn is not installed")
class QuickstartTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.environment["PATH"] = f"{python_with_sklearn()}:{self.environment['PATH']}"
        shutil.copytree(ROOT / "configs", self.folder / "configs")

    def job(self, workspace):
        text = (ROOT / "configs/quickstart/benchmarkingjob.yaml").read_text(encoding="utf-8")
        job = self.folder / f"{workspace}.yaml"
        job.write_text(text.replace('workspace: "./workspace"', f'workspace: "./{workspace}"'), encoding="utf-8")
        return job

    def test_a_pool_and_a_killed_agent_give_the_same_leaderboard(self):
        pool = self.coordinator("-f", self.job("pool"), "-p", "-w", "2")
        self.assert_ends(pool, 0)
        rows = self.rows("quickstart", "pool")
        self.assertEqual(len(rows), 18)
        self.assertEqual(rows[0]["algorithm"], "svc")
        scores = [(float(row["accuracy"]), float(row["macro_f1"])) for row in rows]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertGreater(scores[0][0], 0.98)

        port = free_port()
        agents = [self.agent(port, "--workers", "1") for _ in range(2)]
        run = self.coordinator("-f", self.job("agents"), "--listen", f"127.0.0.1:{port}", "--no-local")
        run.wait_for_line("(?i)succeeded", count=5)
        os.kill(agents[0].child(), signal.SIGKILL)
        self.assert_ends(run, 0)
        self.assert_ends(agents[1], 0)
        self.assertEqual(self.rows("quickstart", "agents"), rows)


if __name__ == "__main__":
    unittest.main()
