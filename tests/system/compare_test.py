"""Two runs, or a run and a file, compared by the command line."""

import json
import unittest

from cluster import SystemTest


class CompareTest(SystemTest):
    def compare(self, *arguments):
        run = self.coordinator("compare", *arguments)
        return run.wait(), run.text("stdout"), run.text("stderr")

    def run_job(self, numbers, **options):
        self.assert_ends(self.coordinator("-f", self.write_job({"number": numbers}, **options), "-p", "-w", "2"), 0)

    def test_two_runs_of_one_job_are_equal_by_their_own_rows(self):
        self.run_job([1, 2, 3])
        self.run_job([1, 2, 3])
        status, out, _ = self.compare("workspace/job/runs/1", "workspace/job/runs/latest")
        self.assertEqual((status, out.splitlines()[-1]), (0, "equal: 3 rows, 2 metrics"))
        # The rank folder holds the rows of both.
        self.assertEqual(self.compare("workspace/job", "workspace/job/runs/1")[0], 1)

    def test_what_differs_is_told_to_people_and_programs(self):
        self.run_job([1, 2])
        self.run_job([2, 3], workspace="./other")
        status, out, _ = self.compare("workspace/job/runs/1", "other/job")
        self.assertEqual(status, 1)
        self.assertIn("no such row in B: toy, singletasklearning, basemodel=toy, basemodel-number=1", out)
        self.assertIn("no such row in A: toy, singletasklearning, basemodel=toy, basemodel-number=3", out)
        status, out, _ = self.compare("workspace/job/runs/1", "other/job", "-o", "json")
        self.assertEqual(status, 1)
        found = json.loads(out)
        self.assertEqual((found["equal"], found["equal_rows"], found["only_in_a"][0]["basemodel-number"]), (False, 1, "1"))

    def test_what_cannot_be_compared_is_exit_code_2(self):
        self.run_job([1])
        status, out, error = self.compare("workspace/job/runs/1", "workspace/none")
        self.assertEqual((status, out), (2, ""))
        self.assertIn("workspace/none", error)
        self.assertEqual(self.compare("workspace/job/runs/1")[0], 2)
        status, _, error = self.compare("workspace", "workspace/job")
        self.assertEqual(status, 2)
        self.assertIn("workspace/job", error)


if __name__ == "__main__":
    unittest.main()
