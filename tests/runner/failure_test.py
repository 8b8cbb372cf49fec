"""What people read of an exception: the user's own line first, and what to do where the failure is a known one."""
import os
import unittest

from attempts import AttemptCase, IANVS_HOME, with_ianvs


class FailureTest(AttemptCase):
    def test_the_users_own_frame_is_told_even_where_a_library_raised(self):
        self.write_model("train", "import json\njson.loads('no')")

        outcome = self.fail_with("JSONDecodeError", "Expecting value: line 1")

        self.assertEqual(outcome.error["frame"], {"file": "model.py", "line": 14, "function": "train"})
        self.assertTrue(outcome.error["traceback"].startswith('Traceback (most recent call last):\n  File "' + self.folder))
        self.assertIn("raise JSONDecodeError", outcome.error["traceback"])
        self.assertNotIn("testcase.py", outcome.error["traceback"])
        self.assertFalse(outcome.error["concerns_algorithm"])

    def test_the_log_has_the_traceback_too(self):
        self.write_model("train", "raise ValueError('bad C')")

        outcome = self.fail_with("ValueError", "^bad C$")

        self.assertEqual(outcome.stderr.decode(), outcome.error["traceback"])

    def test_a_cause_that_user_code_names_stays_below_what_it_raises(self):
        self.write_model("train", """
            try:
                {}["C"]
            except KeyError as error:
                raise ValueError("no C") from error
            """)

        outcome = self.fail_with("ValueError", "^no C$")

        self.assertIn("KeyError: 'C'", outcome.error["traceback"])

    def test_a_file_in_another_folder_is_shown_by_its_whole_path(self):
        elsewhere = self.write("../elsewhere/model.py", "raise ValueError('no model')\n")
        self.spec["modules"] = [self.module("basemodel", "model", os.path.abspath(elsewhere))]

        outcome = self.fail_with("ValueError", "no model")

        self.assertEqual(outcome.error["frame"]["file"], os.path.abspath(elsewhere))

    def test_a_syntax_error_is_told_at_its_own_line(self):
        self.write("model.py", "x = 1\ndef train(:\n")

        outcome = self.fail_with("SyntaxError", "^invalid syntax$")

        self.assertEqual(outcome.error["frame"], {"file": "model.py", "line": 2, "function": "<module>"})

    def test_a_file_that_is_not_found_from_another_folder_is_explained(self):
        for folder, shown in (("'/'", "/"), ("tempfile.mkdtemp(dir='.')", "/")):
            with self.subTest(folder=folder):
                self.write_model("train", """
                    os.chdir({})
                    if not os.listdir("."): os.rmdir(os.getcwd())
                    """.format(folder), "import os, tempfile")

                outcome = self.fail_with("FileNotFoundError", "data.txt")

                self.assertIn("changed the current folder to {}, but".format(shown), outcome.error["hint"])
                self.assertIn("meant from {}".format(self.folder), outcome.error["hint"])

    def test_who_asks_for_input_learns_that_there_is_none(self):
        self.write_model("train", "input('Continue?')")

        outcome = self.fail_with("EOFError", "EOF when reading a line")

        self.assertIn("standard input is empty", outcome.error["hint"])

    def test_messages_may_be_missing_broken_or_endless(self):
        for definition, message in (("pass", "^$"), ("__str__ = lambda self: 1 / 0", "str.. raised ZeroDivisionError"),
                                    ("__str__ = lambda self: 3", "str.. raised TypeError"),
                                    ("__str__ = lambda self: 'x' * 10**7", "characters left out"),
                                    ("__str__ = lambda self: 'a\\udc80'", r"a\\udc80")):
            with self.subTest(definition=definition):
                self.write_model("train", "raise Odd", "class Odd(Exception):\n    {}\n".format(definition))

                outcome = self.fail_with("Odd", message)

                self.assertEqual(outcome.error["frame"]["function"], "train")
                self.assertLess(len(outcome.error["traceback"].encode()), 64 * 1024)

    def test_exceptions_may_have_attributes_that_raise(self):
        for method, kind in (("__getattr__", "Odd"), ("__getattribute__", "RuntimeError")):
            with self.subTest(method=method):
                self.write_model("train", "raise Odd", """
                    class Odd(Exception):
                        def {}(self, name):
                            raise KeyError(name)
                    """.format(method))

                self.fail_with(kind, "^")

    def test_what_ended_a_thread_is_told_with_what_follows_from_it(self):
        self.write_model("train", """
            import threading
            def work():
                raise ValueError("bad C")
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
            raise KeyError("weights")
            """)

        outcome = self.fail_with("KeyError", "weights")

        self.assertEqual(outcome.error["hint"],
                         "Before that a thread ended with model.py:15 in work: ValueError: bad C")
        self.assertIn(b"Exception in thread", outcome.stderr)

    def test_a_missing_data_file_is_named(self):
        for path in ("./none.txt", "/none.txt"):
            with self.subTest(path=path):
                self.spec["testenv"]["dataset"]["test_index"] = path

                outcome = self.run_attempt()

                self.assertIn("The data file {} (test_index of the testenv) isn't there".format(path), outcome.error["hint"])

    @unittest.skipUnless(os.path.isdir("/tmp"), "there is no /tmp")
    def test_a_file_that_is_not_in_the_attempts_own_tmp_is_told(self):
        self.write("third.py", """
            from ianvs_runner import isolation
            isolation.has_own_tmp = lambda: True
            """)
        self.spec["settings"]["third_party_packages"] = [{"name": "third", "url": "./third.py"}]
        self.write_model("train", "open('/tmp/there is no such file')")

        outcome = self.fail_with("FileNotFoundError", "no such file")

        self.assertIn("Each attempt has a /tmp of its own", outcome.error["hint"])

    def test_what_can_not_be_removed_in_the_attempts_own_tmp_is_told(self):
        self.write("third.py", """
            from ianvs_runner import isolation
            isolation.has_own_tmp = lambda: True
            """)
        self.spec["settings"]["third_party_packages"] = [{"name": "third", "url": "./third.py"}]
        for kind, number in ("EBUSY", 16), ("EXDEV", 18):
            with self.subTest(kind):
                self.write_model("train", "raise OSError({}, 'refused', '/tmp/there')".format(number))

                outcome = self.fail_with("OSError", "refused")

                self.assertIn("neither be removed or replaced as a whole nor be moved", outcome.error["hint"])

    def test_a_missing_module_file_is_named(self):
        self.spec["modules"] = [self.module("basemodel", "model", "./none.py")]

        outcome = self.fail_with("ModuleNotFoundError", "none")

        self.assertIn("The file ./none.py (url of module 'model') isn't there", outcome.error["hint"])

    def test_a_missing_metric_file_is_named(self):
        self.spec["testenv"]["metrics"][0]["url"] = "./none.py"

        outcome = self.fail_with("ModuleNotFoundError", "none")

        self.assertIn("The file ./none.py (url of metric 'hits') isn't there", outcome.error["hint"])

    def test_a_missing_package_is_told_with_the_interpreter(self):
        self.write_model("train", "pass", "import no_such_package\n")

        outcome = self.fail_with("ModuleNotFoundError", "no_such_package")

        self.assertRegex(outcome.error["hint"], "python.* has no package 'no_such_package'. Install it there")
        self.assertEqual(outcome.error["frame"]["line"], 1)

    def test_a_sibling_that_is_imported_too_late_is_told(self):
        self.write("parts/helper.py", "")
        self.write_model("train", "import helper")
        os.rename(os.path.join(self.folder, "model.py"), os.path.join(self.folder, "parts", "model.py"))
        self.spec["modules"] = [self.module("basemodel", "model", "./parts/model.py")]

        outcome = self.fail_with("ModuleNotFoundError", "helper")

        self.assertIn("parts/helper.py is there, but Ianvs has a module's folder in sys.path only", outcome.error["hint"])

    def test_a_module_that_only_another_algorithm_has_beside_it_is_told(self):
        self.write("others/helper.py", "")
        self.write_model("train", "pass", "import helper\n")

        outcome = self.fail_with("ModuleNotFoundError", "helper")

        self.assertIn("others/helper.py is there, but in no folder of this algorithm's files", outcome.error["hint"])

    def test_no_ianvs_at_all_is_told(self):
        self.home = "/nonexistent"

        outcome = self.fail_with("ModuleNotFoundError", "core")

        self.assertIn("can't import Ianvs", outcome.error["hint"])

    def test_ianvs_is_found_in_the_current_folder(self):
        for name in ("core", "sedna"):
            os.symlink(os.path.join(self.home, name), os.path.join(self.folder, name))
        self.home = "/nonexistent"

        self.succeed({"hits": 2})


@with_ianvs
class KnownFailuresOfIanvsTest(AttemptCase):
    home = IANVS_HOME

    def test_a_class_that_its_file_does_not_register_is_told_with_those_that_it_does(self):
        self.spec["modules"] = [self.module("basemodel", "modle", "./model.py")]

        outcome = self.fail_with("ValueError", "can't find class type general class name modle")

        self.assertEqual(outcome.error["hint"], "./model.py registers 'model'.")
        self.assertIsNone(outcome.error["frame"])

    def test_a_class_of_another_algorithms_file_is_told_with_that_file(self):
        self.write("others/one.py", "\n@ClassFactory.register(ClassType.GENERAL, alias='lent')\nclass One:\n    pass\n")
        self.spec["modules"] = [self.module("basemodel", "lent", "./model.py")]

        outcome = self.fail_with("ValueError", "can't find class")

        self.assertIn("'lent' is registered in others/one.py, which is not a module of this algorithm", outcome.error["hint"])

    def test_a_file_with_the_name_of_another_module_is_told(self):
        os.rename(os.path.join(self.folder, "model.py"), os.path.join(self.folder, "queue.py"))
        self.spec["modules"] = [self.module("basemodel", "model", "./queue.py")]

        outcome = self.fail_with("ValueError", "can't find class")

        self.assertRegex(outcome.error["hint"], r"had a module of the name queue already, from .*queue.py, so that")

    def test_a_method_that_the_paradigm_needs_is_named(self):
        self.write("model.py", """
            from sedna.common.class_factory import ClassFactory, ClassType

            @ClassFactory.register(ClassType.GENERAL, alias="model")
            class Model:
                pass
            """)

        outcome = self.fail_with("AttributeError", "preprocess")

        self.assertEqual(outcome.error["hint"],
                         "The class Model in model.py has no 'preprocess', which the paradigm singletasklearning uses.")

    def test_a_paradigm_that_ianvs_does_not_list_is_told(self):
        self.spec["paradigm"] = self.spec["settings"]["paradigm_type"] = "singletasklearning_tta"

        outcome = self.fail_with("ValueError", "not support paradigm")

        self.assertIn("those that it lists", outcome.error["hint"])

    def test_a_metric_without_url_that_is_none_of_ianvs_is_told(self):
        self.spec["testenv"]["metrics"] = [{"name": "f1"}]

        outcome = self.fail_with("AttributeError", "f1_func")

        self.assertIn("'f1' has no url, and Ianvs has no system metric of that name (it has samples_transfer_ratio",
                      outcome.error["hint"])

    def test_sedna_without_a_backend_type_is_told(self):
        self.spec["paradigm"] = self.spec["settings"]["paradigm_type"] = "incrementallearning"
        self.spec["testenv"]["model_eval"] = {"model_metric": {"name": "hits", "url": "./metric.py"}, "threshold": 0,
                                              "operator": ">"}

        outcome = self.fail_with("ModuleNotFoundError", "tensorflow")

        self.assertIn("BACKEND_TYPE is not set, and sedna then takes TensorFlow", outcome.error["hint"])


if __name__ == "__main__":
    unittest.main()
