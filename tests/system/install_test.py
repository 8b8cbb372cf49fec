"""`cmake --install` yields two programs that work from where they were put."""

import os
import pathlib
import subprocess
import unittest

import cluster

BUILD = pathlib.Path(os.environ.get("IANVS_BUILD", cluster.ROOT / "build" / "release"))


class InstallTest(cluster.SystemTest):
    def test_a_job_runs_from_an_installed_place(self):
        prefix = self.folder / "prefix"
        subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
        self.assertEqual(sorted(path.name for path in (prefix / "bin").iterdir()), ["ianvs-agent", "ianvs-coordinator"])
        run = cluster.Process([prefix / "bin" / "ianvs-coordinator", "-f", self.write_job({"number": [1, 2]}), "-p"],
                              self.folder, self.environment)
        self.processes.append(run)
        self.assert_ends(run, 0)
        self.assertEqual(len(self.rank()), 2)


if __name__ == "__main__":
    unittest.main()
