"""What an agent may import in advance is told, and only that."""
import os
import sys
import tempfile
import textwrap
import unittest
from unittest import mock

import attempts
import runner_path  # noqa: F401
from ianvs_runner import imports


class LearningTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="ianvs-imports-")
        self.addCleanup(attempts.remove_folder, self.folder)
        self.write("site-packages/installed_package.py", "")
        self.write("job/users_module.py", "")
        for patch in (mock.patch.dict(os.environ), mock.patch.dict(sys.modules), mock.patch.object(sys, "path", [
                *sys.path, os.path.join(self.folder, "site-packages"), os.path.join(self.folder, "job")])):
            patch.start()
            self.addCleanup(patch.stop)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(textwrap.dedent(text))

    def test_installed_modules_are_named_the_users_own_are_not(self):
        learning = imports.Learning()
        import installed_package  # noqa: F401
        import users_module  # noqa: F401

        self.assertEqual(learning.names(), ["installed_package"])

    def test_nothing_is_named_where_a_package_may_have_read_a_variable_that_was_set_for_it(self):
        learning = imports.Learning()
        os.environ["KERAS_BACKEND"] = "torch"
        import installed_package  # noqa: F401

        self.assertEqual(learning.names(), [])

    def test_what_ianvs_sets_as_it_goes_is_no_such_variable(self):
        learning = imports.Learning()
        os.environ["BASE_MODEL_URL"] = "./model"
        os.environ["KMP_INIT_AT_FORK"] = "FALSE"  # as scikit-learn does by itself
        import installed_package  # noqa: F401

        self.assertEqual(learning.names(), ["installed_package"])


if __name__ == "__main__":
    unittest.main()
