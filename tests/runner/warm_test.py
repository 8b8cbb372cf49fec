"""An attempt in a forked child of an interpreter that has imported things is one in a new interpreter."""
import os
import unittest

import runner_path
from attempts import AttemptCase, IANVS_HOME, with_ianvs

# What a zygote does: imports in advance, then one child for each attempt; the last child's end is the program's.
WARM = """
import os, sys
sys.path.insert(0, {runner!r})
from ianvs_runner import attempt
del sys.path[0]
import core.cmd.benchmarking
before = set(sys.modules)
sys.path.insert(0, {packages!r})
{imports}
del sys.path[0]
preloaded = dict()
for name in sys.modules.keys() - before:
    preloaded.setdefault(name.partition(".")[0], []).append(name)
result = os.environ["IANVS_RESULT"]
for number in range({children}):
    child = os.fork()
    if not child:
        os.environ["IANVS_RESULT"] = result + (str(number) if number else "")
        attempt.run_attempt(preloaded)
    status = os.waitpid(child, 0)[1]
    if status:
        sys.exit(1)
"""


class WarmTest(AttemptCase):
    def warm(self, imports="pass", children=1):
        command = WARM.format(runner=runner_path.RUNNER, packages=os.path.join(self.base, "site-packages"),
                              imports=imports, children=children)
        run_attempt = type(self).run_attempt
        self.run_attempt = lambda: run_attempt(self, command=("-c", command))

    def test_a_warm_attempt_succeeds_like_a_cold_one(self):
        self.warm(children=3)

        self.succeed({"hits": 2})

    def test_the_users_file_comes_before_a_package_of_its_name_that_was_imported_in_advance(self):
        self.write("../site-packages/helper.py", "value = 7\n")
        self.write("../site-packages/model.py", "raise AssertionError('imported in advance')\n")
        self.write("helper.py", "value = 2\n")
        self.write_metric("helper.value", "import helper\n")
        self.warm("import helper")

        self.succeed({"hits": 2})

    def test_a_package_that_the_user_has_no_file_for_is_not_imported_again(self):
        self.write("../site-packages/helper.py", "value = 7\n")
        self.write_metric("helper.value", "import helper\n")
        self.warm("import helper")

        self.succeed({"hits": 7})

    def test_children_have_temporary_files_in_their_own_folder(self):
        self.write_metric("tempfile.gettempdir()", "import tempfile\n")
        self.warm("import tempfile; tempfile.tempdir = '/elsewhere'")

        self.succeed({"hits": os.path.join(self.base, "tmp", "0")})

    def test_only_what_was_not_there_is_learned(self):
        self.variables["IANVS_LEARN"] = "1"
        self.write_model("train", "pass", "import wave\n")
        self.warm("import wave")

        imports = self.succeed({"hits": 2}).result["imports"]

        self.assertNotIn("wave", imports)


@with_ianvs
class WarmIanvsTest(WarmTest):
    home = IANVS_HOME

    def test_each_child_draws_numbers_of_its_own_from_numpy_and_python(self):
        self.write_metric("print(random.random(), numpy.random.random(), flush=True) or 1", "import numpy, random\n")
        self.warm("import numpy", children=3)

        lines = self.succeed({"hits": 1}).stdout.decode().split()

        self.assertEqual(len(lines), 6)
        self.assertEqual(len(set(lines)), 6)


if __name__ == "__main__":
    unittest.main()
