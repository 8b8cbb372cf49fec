"""The verbs `simulate` and `picture`: their answer is one object on stdout, whatever else is printed."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

import runner_path

MAIN = os.path.join(runner_path.RUNNER, "ianvs_runner", "__main__.py")
CONTRACT = os.path.join(runner_path.ROOT, "tests", "ianvs_contract")


class TasksTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ianvs-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def call(self, verb, text, *arguments, path=CONTRACT):
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1",
                       "PATH": self.folder + ":/usr/bin:/bin"}
        ended = subprocess.run([sys.executable, MAIN, verb, *arguments], input=text, cwd=self.folder, env=environment,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, check=False)
        return ended.returncode, json.loads(ended.stdout) if ended.stdout else None, ended.stderr

    def put(self, name, script):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n" + script + "\n")
        os.chmod(path, 0o755)

    def test_what_is_called_prints_to_stderr_and_the_answer_stands_alone(self):
        self.put("kind", "echo kind v1")
        self.put("curl", "echo 'echo built for $CLUSTER_NAME'")
        status, answer, errors = self.call("simulate", '{"cluster_name": "sim"}')
        self.assertEqual((status, answer), (0, {"done": True}))
        self.assertIn("kind v1\nbuilt for sim\n", errors)

    def test_a_block_that_ianvs_refuses_is_the_jobs_mistake(self):
        for text, why in (('{"cloud_number": "x"}', "Ianvs refuses the simulation block: cloud_number is no int"),
                          ("null", "Ianvs refuses the simulation block: "), ("{", "the simulation block is no JSON: ")):
            with self.subTest(text):
                status, answer, _ = self.call("simulate", text)
                self.assertEqual((status, answer["invalid"]), (1, True))
                self.assertTrue(answer["failed"].startswith(why), answer)

    def test_a_build_that_fails_is_not_the_jobs_mistake(self):
        self.put("kind", "exit 3")
        status, answer, _ = self.call("simulate", "{}")
        self.assertEqual((status, answer), (1, {"failed": "'kind version' ended with exit status 3", "invalid": False}))

    def test_each_picture_that_can_be_drawn_is(self):
        asked = [{"folder": "a", "matrices": {"one": [[1]], "odd": [[1], [1, 2]], "x/y": [[1]]}},
                 {"folder": "b", "matrices": None}, {"folder": "c", "matrices": {"two": [[float("nan")]]}}]
        status, answer, _ = self.call("picture", json.dumps(asked))
        self.assertEqual((status, answer["drawn"]), (0, 2))
        self.assertEqual([problem.split(":")[0] for problem in answer["problems"]], ["a", "a", "b"])
        self.assertEqual([os.listdir(os.path.join(self.folder, name, "output")) for name in ("a", "c")],
                         [["one-heatmap.png"], ["two-heatmap.png"]])

    def test_without_ianvs_both_say_so(self):
        for verb, text in (("simulate", "{}"), ("picture", "[]")):
            with self.subTest(verb):
                status, answer, _ = self.call(verb, text, path=self.folder)
                self.assertEqual(status, 1)
                self.assertRegex(answer["failed"], "{} .* can't import Ianvs".format(sys.executable))

    def test_they_take_no_arguments(self):
        for verb in ("simulate", "picture"):
            self.assertEqual(self.call(verb, "", "x")[:2], (2, None))


if __name__ == "__main__":
    unittest.main()
