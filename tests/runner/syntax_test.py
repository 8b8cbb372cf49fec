"""The runner works with every Python from 3.8 on, with nothing but its standard library."""
import ast
import glob
import os
import sys
import unittest

import runner_path

# Standard library modules and what an attempt finds in its interpreter anyway.
ALLOWED = {"core", "sedna", "ianvs_runner"}


def files():
    return sorted(glob.glob(os.path.join(runner_path.RUNNER, "ianvs_runner", "*.py")))


def parse(path):
    with open(path, encoding="utf-8") as file:
        return ast.parse(file.read(), path, feature_version=(3, 8))


def imported_by(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


class SyntaxTest(unittest.TestCase):
    def test_the_syntax_is_that_of_python_3_8(self):
        self.assertTrue(files())
        for path in files():
            with self.subTest(path=path):
                parse(path)

    @unittest.skipUnless(hasattr(sys, "stdlib_module_names"), "Python 3.10 knows its standard library's names")
    def test_nothing_is_imported_that_python_does_not_bring_along(self):
        for path in files():
            with self.subTest(path=path):
                self.assertLessEqual(set(imported_by(parse(path))) - ALLOWED, set(sys.stdlib_module_names))

    def test_every_module_says_what_it_is_for(self):
        for path in files():
            with self.subTest(path=path):
                self.assertTrue(ast.get_docstring(parse(path)))

    def test_lines_are_of_120_characters_at_most(self):
        for path in files():
            with open(path, encoding="utf-8") as file:
                for number, line in enumerate(file, 1):
                    self.assertLessEqual(len(line.rstrip("\n")), 120, "{}:{}".format(path, number))


if __name__ == "__main__":
    unittest.main()
