"""Joint inference in partitions: slices of the data, results by file, and a merge that equals one run."""
import os
import pickle
import unittest

import runner_path  # noqa: F401
from attempts import AttemptCase, IANVS_HOME, with_ianvs
from ianvs_runner import partition

# Data are what the index names, /data/<number>; the processor keeps the numbers in one order over all.
MODELS = """
    import os
    os.environ["BACKEND_TYPE"] = "UNKNOWN"
    os.environ["model_path"] = "./edge.txt"
    from sedna.common.class_factory import ClassFactory, ClassType

    class Answer:
        def __init__(self, value):
            self.value = value

        def __repr__(self):
            return "Answer({!r})".format(self.value)

    @ClassFactory.register(ClassType.GENERAL, alias="Numbers")
    class Numbers:
        def __init__(self, **kwargs):
            pass

        def __call__(self, dataset):
            numbers = [int(str(item).rpartition("/")[2]) for item in dataset.x]
            dataset.x = [number - min(numbers) for number in numbers]
            return dataset

    @ClassFactory.register(ClassType.GENERAL, alias="Edge")
    class Edge:
        def __init__(self, **kwargs):
            pass

        def load(self, model_url=None, **kwargs):
            print("edge model loaded")

        def predict(self, data, **kwargs):
            return Answer((data, "edge"))

    @ClassFactory.register(ClassType.GENERAL, alias="Cloud")
    class Cloud:
        def __init__(self, **kwargs):
            pass

        def inference(self, data, post_process=None, **kwargs):
            return Answer((data, "cloud"))

    @ClassFactory.register(ClassType.HEM, alias="Hard")
    class Hard:
        def __init__(self, **kwargs):
            pass

        def __call__(self, data=None, **kwargs):
            return data.value[0] % 3 == 0
"""
METRIC = """
    import os
    from sedna.common.class_factory import ClassFactory, ClassType

    @ClassFactory.register(ClassType.GENERAL, alias="all")
    def all_of_them(truth, found):
        assert os.path.isdir(os.environ["RESULT_SAVED_URL"])
        return "{} labels; {!r}".format(len(truth), [result[1] for result in found])
"""


class PartitionCase(AttemptCase):
    """A test case of joint inference, divided as each test wants it."""

    def setUp(self):
        super().setUp()
        self.write("models.py", MODELS)
        self.write("metrics.py", METRIC)
        self.write("edge.txt", "3")
        self.use_items(10)
        self.spec.update(
            paradigm="jointinference", settings={"paradigm_type": "jointinference"},
            modules=[self.module("dataset_processor", "Numbers", "./models.py"),
                     self.module("edgemodel", "Edge", "./models.py"), self.module("cloudmodel", "Cloud", "./models.py"),
                     self.module("hard_example_mining", "Hard", "./models.py")],
            testenv={"dataset": {"train_index": "./data.txt", "test_index": "./data.txt"},
                     "hard_example_mining_mode": "inference-then-mining",
                     "metrics": [{"name": "all", "url": "./metrics.py"}]})

    def use_items(self, count):
        self.write("data.txt", "".join("/data/{} {}\n".format(100 + (7 * i) % count, i % 2) for i in range(count)))

    def change_models(self, old, new):
        """Writes models.py with another line."""
        self.assertIn(old, MODELS)
        self.write("models.py", MODELS.replace(old, new))

    def path(self, index):
        return os.path.join(self.base, "run", "partitions", "0001", "{}.1.pickle".format(index + 1))

    def take_partition(self, index, count):
        self.spec["partition"] = {"index": index, "count": count, "results": self.path(index)}

    def take_merge(self, count):
        self.spec["partition"] = {"count": count, "parts": [self.path(index) for index in range(count)]}

    def run_whole(self):
        self.spec["partition"] = {"index": 0, "count": 1}
        return self.run_attempt().result["metrics"]

    def run_partitions(self, count, items=10):
        for index in range(count):
            self.take_partition(index, count)
            begin, end = partition.bounds(items, index, count)
            self.succeed({"items": end - begin})
        self.take_merge(count)


class PartitionTest(PartitionCase):
    """With the contract package."""

    def test_any_number_of_partitions_gives_the_metrics_of_one_run(self):
        whole = self.run_whole()
        self.assertIn("Answer((0, 'cloud')), Answer((7, 'edge'))", whole["all"])
        for count in (2, 3, 7, 12):  # the last one: more than there are items
            with self.subTest(partitions=count):
                self.run_partitions(count)

                self.succeed(whole)

    def test_a_processor_sees_all_of_the_data_in_each_partition(self):
        self.change_models("number - min(numbers)", "(number, min(numbers), len(numbers))")
        self.change_models("data.value[0] % 3", "len(data.value)")
        self.take_partition(4, 5)

        self.succeed({"items": 2})

        with open(self.path(4), "rb") as file:
            self.assertIn(b"edge", file.read())

    def test_the_merge_loads_no_model(self):
        self.run_partitions(2)

        self.assertNotIn(b"edge model loaded", self.run_attempt().stdout)

    def test_nothing_but_the_results_is_left_beside_them(self):
        self.take_partition(0, 2)
        self.succeed({"items": 5})

        self.assertEqual(os.listdir(os.path.dirname(self.path(0))), ["1.1.pickle"])

    def test_data_that_can_not_be_cut_are_named_with_their_type(self):
        for made, type_name, lacks in (("iter(numbers)", "list_iterator", "len"), ("set(numbers)", "set", "slices"),
                                       ("dict.fromkeys(numbers)", "dict", "slices")):
            with self.subTest(made=made):
                self.change_models("[number - min(numbers) for number in numbers]", made)
                self.take_partition(0, 2)

                self.fail_with("PartitionError", r"can't be divided into 2 .* is a {}, which has no {}".format(
                    type_name, lacks))

    def test_a_result_that_can_not_be_pickled_is_named_with_its_item_and_type(self):
        for value, type_name in (("(lambda: 0)", "function"), ("type('Local', (), {})()", "models.Local"),
                                 ("{'a': [iter(lambda: 0, 1)]}", "callable_iterator")):
            with self.subTest(value=value):
                self.change_models('(data, "cloud")', '(data, "cloud" if data < 9 else {})'.format(value))
                self.take_partition(1, 2)

                self.fail_with("PartitionError", r"^item 7 of the data \(partition 2 of 2\): \[1\]\.value\[1\].* of its "
                                                 r"result is a .*{}.*, which can't be pickled".format(type_name))
                self.assertFalse(os.path.exists(self.path(1)))

    def test_a_missing_part_is_named(self):
        self.run_partitions(3)
        os.remove(self.path(1))

        self.fail_with("PartitionError", "2.1.pickle: the results of partition 2 of 3 are missing")

    def test_a_torn_part_is_named(self):
        self.run_partitions(3)
        with open(self.path(2), "rb") as file:
            whole = file.read()
        for content in (b"", whole[:-1], whole[:len(whole) // 2], b"no pickle at all", pickle.dumps({"a": 1})):
            with self.subTest(content=content):
                with open(self.path(2), "wb") as file:
                    file.write(content)

                self.fail_with("PartitionError", r"3\.1\.pickle: .*results of partition 3 of 3 (are torn|should be)")

    def test_a_part_whose_classes_are_gone_is_named(self):
        self.run_partitions(2)
        self.write("models.py", MODELS.replace("Answer", "Reply"))

        self.fail_with("PartitionError", r"1\.1\.pickle: .* partition 1 of 2 need .*: AttributeError: .*Answer")

    def test_data_that_have_changed_between_the_attempts_are_told(self):
        self.run_partitions(2)
        self.use_items(12)

        self.fail_with("PartitionError", "partition 1 of 2 has 5 results where 6 are due: .* isn't the same")

    def test_a_place_that_can_not_be_written_is_named(self):
        os.makedirs(os.path.join(self.base, "run"))
        with open(os.path.join(self.base, "run", "partitions"), "w", encoding="utf-8"):
            pass
        self.take_partition(0, 2)

        self.fail_with("PartitionError", "the results of partition 1 of 2 can't be written to .*1.1.pickle: ")

    def test_what_users_code_raises_in_a_partition_is_told_as_ever(self):
        self.change_models('Answer((data, "edge"))', "1 / data")
        self.take_partition(0, 1)

        outcome = self.fail_with("ZeroDivisionError", "division by zero")

        self.assertEqual(outcome.error["frame"]["function"], "predict")


@with_ianvs
class PartitionWithIanvsTest(PartitionCase):
    """With Ianvs itself."""

    home = IANVS_HOME

    def test_partitions_give_the_metrics_of_one_run(self):
        whole = self.run_whole()
        self.run_partitions(3)

        self.succeed(whole)

    def test_a_missing_part_is_named(self):
        self.take_merge(2)

        self.fail_with("PartitionError", "1.1.pickle: the results of partition 1 of 2 are missing")


class BoundsTest(unittest.TestCase):
    """Where slices begin and end."""

    def test_slices_follow_one_another_and_differ_by_one_at_most(self):
        for length in (0, 1, 5, 10, 101):
            for count in (1, 2, 3, 7, 12):
                with self.subTest(length=length, count=count):
                    slices = [partition.bounds(length, index, count) for index in range(count)]
                    self.assertEqual([slices[0][0], slices[-1][1]], [0, length])
                    self.assertTrue(all(one[1] == other[0] for one, other in zip(slices, slices[1:])))
                    sizes = [end - begin for begin, end in slices]
                    self.assertLessEqual(max(sizes) - min(sizes), 1)


if __name__ == "__main__":
    unittest.main()
