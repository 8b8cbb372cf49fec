"""What the runner does about Ianvs' and sedna's own ways; only with Ianvs itself."""
import os
import unittest

from attempts import AttemptCase, IANVS_HOME, with_ianvs

# Does all that sedna's jobs ask of an estimator, and nothing with it.
ESTIMATOR = """
    import os, subprocess
    os.environ.setdefault("BACKEND_TYPE", "NONE")
    from sedna.common.class_factory import ClassFactory, ClassType

    @ClassFactory.register(ClassType.GENERAL, alias="model")
    class Model:
        def __init__(self, **hyperparameters):
            print("seen by Python:", os.environ.get("CUDA_VISIBLE_DEVICES"))
            print("seen by programs:", subprocess.check_output("echo $CUDA_VISIBLE_DEVICES", shell=True).decode())

        def train(self, train_data, valid_data=None, **kwargs):
            print("trained")
            return {}

        def save(self, path):
            with open(path, "w") as file:
                file.write("model")

        def load(self, model_url=None):
            pass

        def predict(self, data, **kwargs):
            return {str(data[0]): 1}

        def evaluate(self, data, **kwargs):
            return {"hits": 1}

    @ClassFactory.register(ClassType.HEM, alias="all")
    class All:
        def __init__(self, **hyperparameters):
            pass

        def __call__(self, answer):
            return True

    @ClassFactory.register(ClassType.STP, alias="tasks")
    class Tasks:
        pass
"""
LIFELONG_METHODS = """
    from sedna.core.lifelong_learning import LifelongLearning as Job
    Job.inference_2 = lambda self, data, **kwargs: (1, False, [])
    Job.my_evaluate = lambda self, data, **kwargs: ("", [], {"accuracy": 1})
    Job.my_inference = lambda self, data, **kwargs: []
"""


@with_ianvs
class IanvsTest(AttemptCase):
    home = IANVS_HOME

    def use(self, paradigm, mode="", packages=(), modules=()):
        """Makes the test case one of a paradigm that works through sedna's jobs."""
        self.write("model.py", ESTIMATOR)
        path = self.write("a.txt", "a")
        self.write("data.txt", "".join("{} {}\n".format(self.write("{}.txt".format(i), ""), i % 2) for i in range(9)))
        self.spec["paradigm"] = paradigm
        self.spec["modules"] += list(modules)
        self.spec["settings"] = {"paradigm_type": paradigm, "initial_model_url": path, "third_party_packages": [
            {"name": name, "url": "./{}.py".format(name)} for name in packages]}
        self.spec["testenv"]["model_eval"] = {
            "model_metric": {"mode": mode, "name": "hits", "url": "./metric.py"}, "threshold": 0, "operator": ">="}

    def test_lifelong_methods_that_sedna_lacks_are_told_before_anything_trains(self):
        for mode, methods in (("", "inference_2"), ("no-inference", "my_evaluate and my_inference"),
                              ("hard-example-mining", "my_evaluate and inference_2")):
            with self.subTest(mode=mode):
                self.use("lifelonglearning", mode)

                outcome = self.fail_with("Unsupported", r"^Ianvs calls {} of sedna's LifelongLearning, which sedna \d.* "
                                                        r"doesn't have".format(methods))

                self.assertNotIn(b"trained", outcome.stdout)
                self.assertTrue(outcome.error["concerns_algorithm"])

    def test_methods_that_a_third_party_package_or_a_module_adds_are_not_missing(self):
        self.write("methods.py", LIFELONG_METHODS)
        for packages, before in ((["methods"], ""), ([], LIFELONG_METHODS)):
            with self.subTest(packages=packages):
                self.use("lifelonglearning", packages=packages)
                self.write("model.py", before + ESTIMATOR)

                outcome = self.fail_with("Exception", "index.pkl not exists!")

                self.assertIn("in the first round already that the initial training is done", outcome.error["hint"])

    def test_a_lifelong_module_with_a_url_is_told(self):
        self.write("methods.py", LIFELONG_METHODS)
        self.use("lifelonglearning", "no-inference", ["methods"], [self.module("task_definition", "tasks", "./model.py")])

        outcome = self.fail_with("AttributeError", "has no attribute 'get'")

        self.assertIn("Ianvs makes an instance of a module that has a url", outcome.error["hint"])

    def test_a_lifelong_mode_that_does_nothing_is_told(self):
        self.use("lifelonglearning", "multi-inference")

        outcome = self.fail_with("UnboundLocalError", "test_res")

        self.assertIn("does nothing in `mode: multi-inference`", outcome.error["hint"])

    def test_incremental_learning_without_a_model_url_is_told(self):
        self.use("incrementallearning", modules=[self.module("hard_example_mining", "all", "./model.py")])

        outcome = self.fail_with("AttributeError", "lstrip")

        self.assertRegex(outcome.error["hint"], r"^sedna \d.* reads MODEL_URL once, when it is imported")

    def test_incremental_learning_that_adopts_a_model_is_told(self):
        self.use("incrementallearning", modules=[self.module("hard_example_mining", "all", "./model.py")])
        self.variables["MODEL_PATH"] = os.path.join(self.folder, "a.txt")
        self.write("quiet.py", """
            from sedna.core.base import JobBase
            JobBase.report_task_info = lambda self, *args, **kwargs: None
            """)
        self.spec["settings"]["third_party_packages"] = [{"name": "quiet", "url": "./quiet.py"}]

        outcome = self.fail_with("TypeError", "str expected, not BackendBase")

        self.assertIn("Ianvs puts what sedna's train() returns into an environment variable", outcome.error["hint"])

    def test_items_that_the_index_names_twice_are_told(self):
        self.use("incrementallearning", modules=[self.module("hard_example_mining", "all", "./model.py")])
        self.variables["MODEL_PATH"] = path = os.path.join(self.folder, "a.txt")
        self.write("data.txt", "{} 1\n".format(path) * 9)

        outcome = self.fail_with("UnboundLocalError", "label")

        self.assertIn("exactly once in its index", outcome.error["hint"])

    def test_the_gpu_that_was_assigned_is_the_one_that_is_seen(self):
        self.write_model("train", "print(os.environ['CUDA_VISIBLE_DEVICES'])", "import os\n")
        for use_gpu in (True, False):
            with self.subTest(use_gpu=use_gpu):
                self.spec["testenv"]["use_gpu"] = use_gpu
                self.variables["CUDA_VISIBLE_DEVICES"] = "3"

                self.assertEqual(self.succeed({"hits": 2}).stdout, b"3\n")

    def test_without_assignment_ianvs_takes_the_gpu_that_serial_ianvs_takes(self):
        self.write_model("train", "print(os.environ['CUDA_VISIBLE_DEVICES'])", "import os\n")
        self.spec["testenv"]["use_gpu"] = True

        self.assertEqual(self.succeed({"hits": 2}).stdout, b"0\n")

    def test_a_test_case_without_gpu_sees_none_and_sedna_asks_for_none(self):
        self.variables["CUDA_VISIBLE_DEVICES"] = ""
        self.use("incrementallearning")

        outcome = self.fail_with("AttributeError", "lstrip")

        self.assertEqual(outcome.stdout.decode(), "seen by Python: None\nseen by programs: \n\n")

    def test_each_hyperparameter_reaches_the_class_with_its_value_and_type(self):
        self.write_model("train", "print(self.hyperparameters)")
        values = {"a": [1, 2.5], "b": None, "c": "1", "d": {"e": True}, "f": 1e-3}
        self.spec["modules"] = [self.module("basemodel", "model", "./model.py", **values)]

        self.assertEqual(self.succeed({"hits": 2}).stdout.decode().strip(), str(values))


if __name__ == "__main__":
    unittest.main()
