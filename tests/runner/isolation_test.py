"""Places in which test cases would meet are each attempt's own."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import textwrap
import unittest

import attempts
import runner_path


class Attempt:
    """A process that has entered its isolation in a folder that stands for /tmp, and what it said."""

    def __init__(self, case, code, first="", before="", **variables):
        lines = ["import os, sys", first, "sys.path.insert(0, {!r})".format(runner_path.RUNNER), "sys.dont_write_bytecode = True",
                 "from ianvs_runner import isolation, own_tmp", "own_tmp.TMP = tmp = {!r}".format(case.tmp),
                 textwrap.dedent(before), "isolation.enter()", textwrap.dedent(code)]
        environment = dict(os.environ, TMPDIR=case.temporary, **variables)
        environment.pop("EDGE_OUTPUT_URL", None)
        done = subprocess.run([sys.executable, "-c", "\n".join(lines)], cwd=case.cwd, env=environment, timeout=60,
                              stdout=subprocess.PIPE, check=True)
        self.said = done.stdout.decode().split()


class IsolationCase(unittest.TestCase):
    def setUp(self):
        self.base = tempfile.mkdtemp(prefix="ianvs-isolation-")
        self.addCleanup(attempts.remove_folder, self.base)
        self.tmp = os.path.join(self.base, "tmp")
        self.temporary = os.path.join(self.tmp, "agent", "0")
        os.makedirs(self.temporary)
        os.chmod(os.path.dirname(self.temporary), 0o700)
        self.cwd = self.base

    def write(self, name, text=""):
        path = os.path.join(self.tmp, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        return path

    def read(self, name):
        with open(os.path.join(self.tmp, name)) as file:
            return file.read()


class NamespaceCase(IsolationCase):
    def setUp(self):
        super().setUp()
        if Attempt(self, "print(isolation.has_own_tmp())").said != ["True"]:
            self.skipTest("neither root's rights nor user namespaces: no mount namespace")


class OwnTmpTest(NamespaceCase):
    def test_what_an_attempt_makes_in_tmp_is_its_own(self):
        attempt = Attempt(self, "open(tmp + '/model.pth', 'w').write('weights'); print(open(tmp + '/model.pth').read())")

        self.assertEqual(attempt.said, ["weights"])
        self.assertEqual(os.listdir(self.tmp), ["agent"])
        self.assertIn("model.pth", os.listdir(self.temporary + ".tmp"))  # on disk, and the agent's to delete

    def test_what_was_in_tmp_before_is_the_real_thing(self):
        self.write("data/input", "given")
        self.write("file", "old")
        os.symlink("data", os.path.join(self.tmp, "link"))
        server = socket.socket(socket.AF_UNIX)
        self.addCleanup(server.close)
        server.bind(os.path.join(self.tmp, "server"))
        server.listen()

        attempt = Attempt(self, """
            import socket
            socket.socket(socket.AF_UNIX).connect(tmp + "/server")
            open(tmp + "/data/output", "w").write("made")
            open(tmp + "/file", "w").write("new")
            print(open(tmp + "/link/input").read(), os.path.realpath(tmp + "/link/input") == tmp + "/data/input")
            print(*sorted(os.listdir(tmp)))""")

        self.assertEqual(attempt.said, ["given", "True", "agent", "data", "file", "link", "server"])
        self.assertEqual((self.read("data/output"), self.read("file")), ("made", "new"))

    def test_what_earlier_runs_left_where_test_cases_meet_is_not_seen_unless_it_is_named(self):
        for name in ("cloud_task/index.pkl", "model_finetune_.pkl", "task.model", "tmpabcd1234/index.txt", "index.pkl"):
            self.write(name)
        spec = os.path.join(self.base, "testcase.json")
        with open(spec, "w") as file:
            json.dump({"modules": [{"hyperparameters": [{"value": self.tmp + "/task.model"}]}]}, file)

        self.assertEqual(Attempt(self, "print(*sorted(os.listdir(tmp)))").said, ["agent"])
        attempt = Attempt(self, "print(*sorted(os.listdir(tmp)))", IANVS_TESTCASE=spec)
        self.assertEqual(attempt.said, ["agent", "task.model"])

    def test_with_very_many_entries_tmp_stays_the_shared_one(self):
        """Which of them are needed can't be known: a list of images may name any."""
        for number in range(4):
            self.write("other{}".format(number))

        attempt = Attempt(self, "open(tmp + '/made', 'w'); print(isolation.has_own_tmp())", before="own_tmp.MOST_ENTRIES = 4")

        self.assertEqual(attempt.said, ["False"])
        self.assertIn("made", os.listdir(self.tmp))

    def test_a_clutter_of_temporary_files_does_not_count(self):
        for number in range(4):
            self.write("tmpabcd123{}".format(number))

        attempt = Attempt(self, "print(isolation.has_own_tmp(), *os.listdir(tmp))", before="own_tmp.MOST_ENTRIES = 4")

        self.assertEqual(attempt.said, ["True", "agent"])

    def test_places_stay_for_the_next_attempt_and_nothing_else_is_seen_of_the_last_one(self):
        self.write("data/input")
        self.write("file")
        Attempt(self, "pass")
        stand_in = self.temporary + ".tmp"
        before = {entry.name: entry.inode() for entry in os.scandir(stand_in)}
        os.mkdir(os.path.join(stand_in, "left"), 0)
        self.write("agent/0.tmp/looks/like")
        os.chmod(os.path.join(stand_in, "looks"), 0)
        os.symlink("/", os.path.join(stand_in, "link"))
        os.remove(os.path.join(self.tmp, "file"))
        self.write("file/now", "a folder")

        attempt = Attempt(self, "print(*sorted(os.listdir(tmp)), open(tmp + '/file/now').read())")

        self.assertEqual(attempt.said, ["agent", "data", "file", "a", "folder"])
        self.assertEqual(sorted(os.listdir(stand_in)), ["agent", "data", "file"])
        self.assertEqual({entry.name: entry.inode() for entry in os.scandir(stand_in)}["data"], before["data"])

    def test_children_of_the_attempt_see_what_it_sees(self):
        attempt = Attempt(self, "open(tmp + '/made', 'w'); os.system('ls ' + tmp)")

        self.assertEqual(attempt.said, ["agent", "made"])


class OtherSharedPlacesTest(NamespaceCase):
    """/var/tmp and /dev/shm."""

    def test_what_an_attempt_makes_there_is_its_own(self):
        attempt = Attempt(self, """
            for folder in "/var/tmp", "/dev/shm":
                with open(os.path.join(folder, {0!r}), "w") as file:
                    file.write("left")
                print(*[name for name in os.listdir(folder) if name == {0!r}])""".format(os.path.basename(self.base)))

        self.assertEqual(attempt.said, [os.path.basename(self.base)] * 2)
        for folder in "/var/tmp", "/dev/shm":
            self.assertNotIn(os.path.basename(self.base), os.listdir(folder))
        self.assertIn(os.path.basename(self.base), os.listdir(self.temporary + ".var-tmp"))

    def test_what_was_there_before_is_the_real_thing(self):
        for folder in "/var/tmp", "/dev/shm":
            with self.subTest(folder=folder), tempfile.TemporaryDirectory(dir=folder, prefix="there-") as there, \
                    tempfile.NamedTemporaryFile(dir=folder, prefix="there-") as file:
                Attempt(self, """
                    open({!r} + "/made", "w").close()
                    open({!r}, "w").write("changed")""".format(there, file.name))

                self.assertEqual(os.listdir(there), ["made"])
                self.assertEqual(file.read(), b"changed")


    def test_with_too_many_entries_they_are_shared(self):
        for folder in "/var/tmp", "/dev/shm":
            with self.subTest(folder=folder), tempfile.NamedTemporaryFile(dir=folder, prefix="there-") as file:
                Attempt(self, "open({!r}, 'w').close()".format(file.name + "-made"), before="own_tmp.MOST_ENTRIES = 0")

                os.remove(file.name + "-made")


class ElsewhereTest(IsolationCase):
    def test_where_namespaces_are_not_allowed_the_attempt_runs_without(self):
        attempt = Attempt(self, "print(isolation.has_own_tmp())", before="""
            def refuse():
                raise PermissionError("no namespaces here")
            isolation.mounts.own_namespace = refuse""")

        self.assertEqual(attempt.said, ["False"])

    def test_where_python_has_no_ctypes_the_attempt_runs_without(self):
        attempt = Attempt(self, "print(isolation.has_own_tmp())", first="sys.modules['ctypes'] = None")

        self.assertEqual(attempt.said, ["False"])

    def test_the_store_of_knowledge_is_in_the_attempts_folder(self):
        self.assertEqual(Attempt(self, "print(os.environ['EDGE_OUTPUT_URL'])").said, [self.temporary + "/sedna-kb"])

    def test_without_a_folder_from_the_agent_nothing_changes(self):
        os.chmod(os.path.dirname(self.temporary), 0o755)

        attempt = Attempt(self, "print(isolation.has_own_tmp(), 'EDGE_OUTPUT_URL' in os.environ)")

        self.assertEqual(attempt.said, ["False", "False"])


if __name__ == "__main__":
    unittest.main()
