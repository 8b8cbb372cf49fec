"""Each paradigm's jobs in all the ways to run them: leaderboards equal serial Ianvs', row by row and text by text."""

import json
import unittest

import ianvs_jobs
from cluster import SystemTest


class JobsTest(SystemTest):
    """The jobs themselves."""

    def test_each_job_plans_into_the_test_cases_of_its_expected_leaderboard(self):
        for paradigm, jobs in ianvs_jobs.ALL.items():
            folder = ianvs_jobs.prepare(paradigm, self.folder / paradigm)
            for job, test_cases in jobs.items():
                with self.subTest(paradigm=paradigm, job=job):
                    planned = self.coordinator("plan", "-f", f"{job}.yaml", "-o", "json", folder=folder)
                    self.assert_ends(planned, 0)
                    self.assertEqual(len(json.loads(planned.text("stdout"))["testcases"]), test_cases)
                    self.assertEqual(len(ianvs_jobs.leaderboard(ianvs_jobs.expected(paradigm, job))), test_cases)

    @unittest.skipUnless(ianvs_jobs.IANVS_HOME, ianvs_jobs.NO_IANVS)
    def test_serial_ianvs_makes_the_expected_leaderboards(self):
        variables = ianvs_jobs.environment(ianvs_jobs.IANVS_HOME, **self.environment)
        for paradigm, jobs in ianvs_jobs.ALL.items():
            folder = ianvs_jobs.prepare(paradigm, self.folder / paradigm)
            for job in jobs:
                with self.subTest(paradigm=paradigm, job=job):
                    ianvs_jobs.run_serially(job, folder, variables)
                    self.assertEqual(ianvs_jobs.leaderboard(folder / "workspace" / job / "rank" / "all_rank.csv"),
                                     ianvs_jobs.leaderboard(ianvs_jobs.expected(paradigm, job)))


if __name__ == "__main__":
    unittest.main()
