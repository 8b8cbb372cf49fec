"""Wrong job files: exit code 2, a message with file and line, and nothing is started."""

import json
import os
import re
import shutil
import unittest

from cluster import BIN, Process, ROOT, SystemTest

DATA = ROOT / "tests" / "data"


class WrongJobsTest(SystemTest):
    def refuse(self, job, *patterns, **options):
        """The message, which must match all patterns."""
        run = self.coordinator("-f", job, "-p", **options)
        self.assert_ends(run, 2)
        message = run.text()
        for pattern in patterns:
            self.assertRegex(message, pattern)
        self.assertEqual(run.text("stdout"), "")
        self.assertFalse((self.folder / "workspace").exists())
        return message

    def test_every_file_of_the_collection_is_refused_as_the_file_beside_it_says(self):
        shutil.copytree(DATA, self.folder, dirs_exist_ok=True)
        jobs = sorted((self.folder / "wrong").glob("*.yaml"))
        self.assertGreaterEqual(len(jobs), 50)
        for job in jobs:
            with self.subTest(job.name):
                message = self.refuse(job.relative_to(self.folder))
                for line in job.with_suffix(".expected").read_text(encoding="utf-8").splitlines():
                    self.assertIn(line, message)

    def test_a_job_that_is_not_there(self):
        self.refuse("nowhere.yaml", r"nowhere\.yaml")

    def test_a_job_that_is_a_folder(self):
        (self.folder / "folder.yaml").mkdir()
        self.refuse("folder.yaml", r"folder\.yaml", "(?i)folder|directory")

    def test_a_testenv_that_is_not_there(self):
        job = self.write_job({"number": [1]})
        (self.folder / "job-testenv.yaml").unlink()
        self.refuse(job, r"job\.yaml:\d+|job-testenv\.yaml", r"job-testenv\.yaml")

    def test_an_algorithm_file_that_is_a_folder(self):
        job = self.write_job({"number": [1]})
        (self.folder / "job-toy.yaml").unlink()
        (self.folder / "job-toy.yaml").mkdir()
        self.refuse(job, r"job-toy\.yaml")

    @unittest.skipUnless(os.geteuid() == 0, "needs another user to be kept out")
    def test_a_job_that_may_not_be_read(self):
        shutil.copy(BIN / "ianvs-coordinator", self.folder)
        job = self.write_job({"number": [1]})
        (self.folder / job).chmod(0o600)
        self.folder.chmod(0o755)
        run = Process([self.folder / "ianvs-coordinator", "-f", job], self.folder, self.environment,
                      user=65534, group=65534, extra_groups=[])
        self.processes.append(run)
        self.assert_ends(run, 2)
        self.assertRegex(run.text(), r"job\.yaml")
        self.assertRegex(run.text(), "(?i)permission|denied|may not")

    def test_several_wrongs_are_told_at_once_each_with_its_line(self):
        job = self.write_job({"number": [1]}, retries="often", timeout="soon", resources={"ram": "4G"})
        message = self.refuse(job)
        for key, found in (("retries", "often"), ("timeout", "soon"), ("ram", "4G")):
            line = next(line for line in message.splitlines() if key in line and found in line)
            text = (self.folder / job).read_text(encoding="utf-8").splitlines()
            number = int(re.search(r"job\.yaml:(\d+)", line)[1])
            self.assertIn(found, text[number - 1])

    def test_an_empty_list_and_a_huge_product(self):
        self.refuse(self.write_job({"number": []}), r"job-toy\.yaml:\d+", "number")
        wide = list(range(200))
        self.refuse(self.write_job({"a": wide, "b": wide, "c": wide}), "8,?000,?000|1,?000,?000")

    def test_an_unknown_runner_and_a_command_that_is_missing(self):
        self.refuse(self.write_job({"number": [1]}, algorithm_runner="comand"), r"job\.yaml:\d+", "command")
        self.refuse(self.write_job({"number": [1]}, algorithm_command=[]), r"job\.yaml:\d+", "command")

    def test_a_key_of_ours_that_is_misspelt_is_answered_with_the_right_one(self):
        self.refuse(self.write_job({"number": [1]}, resources={"rma": "4GB"}), r"job\.yaml:\d+", "did you mean ram")

    def test_a_job_that_is_no_yaml(self):
        for text in ("", "\t- tab", "a: [1", "\x00\x01\x02", "just words", json.dumps([1, 2])):
            with self.subTest(text):
                (self.folder / "odd.yaml").write_text(text, encoding="utf-8")
                self.refuse("odd.yaml", r"odd\.yaml")


if __name__ == "__main__":
    unittest.main()
