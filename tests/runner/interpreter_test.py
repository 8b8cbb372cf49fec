"""What an interpreter says of itself: what it found, or what is wrong and what to do."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest

from attempts import CONTRACT, IANVS_HOME, MAIN, with_ianvs


class CheckTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="ianvs-check-")
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text=""):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))

    def copy(self, package):
        shutil.copytree(os.path.join(CONTRACT, package), os.path.join(self.folder, package))

    def check(self, **variables):
        """(answer, exit status) of the verb, started in the folder."""
        unwanted = ("IANVS_", "PYTHON")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
        environment.update(variables, PYTHONDONTWRITEBYTECODE="1")
        ended = subprocess.run([sys.executable, MAIN, "check"], cwd=self.folder, env=environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)
        return json.loads(ended.stdout.decode()), ended.returncode

    def failure(self, **variables):
        answer, status = self.check(**variables)
        self.assertEqual(status, 1)
        self.assertIn(sys.executable, answer["failed"])
        return answer["failed"]

    def test_an_interpreter_with_ianvs_says_what_it_is_and_what_it_found(self):
        answer, status = self.check(PYTHONPATH=CONTRACT)

        self.assertEqual(status, 0)
        self.assertEqual(answer["ready"]["version"], "{}.{}.{}".format(*sys.version_info[:3]))
        self.assertEqual(answer["ready"]["ianvs"], os.path.join(CONTRACT, "core"))

    def test_a_checkout_in_the_current_folder_is_found(self):
        self.copy("core")
        self.copy("sedna")

        self.assertEqual(self.check()[0]["ready"]["ianvs"], os.path.join(os.path.realpath(self.folder), "core"))

    def test_a_checkout_elsewhere_is_found_by_its_variable(self):
        self.assertEqual(self.check(IANVS_HOME=CONTRACT)[0]["ready"]["ianvs"], os.path.join(CONTRACT, "core"))

    def test_what_imports_print_is_no_answer(self):
        self.copy("core")
        self.copy("sedna")
        self.write("sedna/__init__.py", "print('{}')\n")

        self.assertIn("ready", self.check()[0])

    def test_without_ianvs_it_says_how_to_name_it(self):
        self.assertRegex(self.failure(),
                         "can't import Ianvs .No module named 'core'.: .*checkout.*IANVS_HOME.*PYTHONPATH")

    def test_a_namesake_of_ianvs_is_named(self):
        self.write("core/__init__.py")

        self.assertRegex(self.failure(PYTHONPATH=self.folder),
                         "finds a package `core` that is not Ianvs .*" + self.folder)

    def test_without_sedna_it_says_which_wheel_to_install(self):
        self.copy("core")
        self.write("examples/resources/third_party/sedna-0.6.0.1-py3-none-any.whl")

        self.assertRegex(self.failure(PYTHONPATH=self.folder),
                         "can't import sedna .*-m pip install {}/examples/.*/sedna-0.6.0.1-py3-none-any.whl$".format(
                             self.folder))

    def test_a_package_that_ianvs_needs_is_named_as_pip_knows_it(self):
        for module, package in (("prettytable_x", "prettytable_x"), ("cv2.missing", "opencv-python")):
            with self.subTest(module=module):
                shutil.rmtree(os.path.join(self.folder, "core"), ignore_errors=True)
                self.write("core/__init__.py")
                self.write("core/cmd/__init__.py")
                self.write("core/cmd/benchmarking.py",
                           "raise ModuleNotFoundError('No module', name={!r})".format(module))

                self.assertRegex(self.failure(PYTHONPATH=self.folder), "-m pip install {}$".format(package))

    def test_any_other_failure_is_told_with_its_place(self):
        self.write("core/__init__.py")
        self.write("core/cmd/__init__.py")
        self.write("core/cmd/benchmarking.py", "\n\nraise ValueError('numpy is too new')\n")

        self.assertRegex(self.failure(PYTHONPATH=self.folder),
                         r"ValueError: numpy is too new \({}/core/cmd/benchmarking.py:3\); mend".format(self.folder))

    @with_ianvs
    def test_ianvs_itself_is_found(self):
        wheel = os.path.join(IANVS_HOME, "sedna-wheel")
        answer, _ = self.check(PYTHONPATH=os.pathsep.join((IANVS_HOME, wheel)))

        self.assertEqual(answer["ready"]["ianvs"], os.path.join(IANVS_HOME, "core"))
        self.assertRegex(answer["ready"]["sedna"], r"^\d")


if __name__ == "__main__":
    unittest.main()
