"""An edge model that knows some numbers, a cloud model that knows all, and two ways to tell which is needed."""
import os

from sedna.common.class_factory import ClassFactory, ClassType

os.environ["BACKEND_TYPE"] = "UNKNOWN"      # or sedna imports TensorFlow
os.environ["model_path"] = "./edge.txt"     # sedna wants the edge model's file there


def answer(item):
    """What is right: a number's place among all numbers, by five."""
    return item["place"] % 5


@ClassFactory.register(ClassType.GENERAL, alias="Places")
class Places:
    """Tells each item its place among all; `leave_out` drops every so-many-th item afterwards."""

    def __init__(self, leave_out=0, **kwargs):
        self.leave_out = leave_out

    def __call__(self, dataset):
        numbers = [int(str(item).rpartition("/")[2]) for item in dataset.x]
        ordered = sorted(numbers)
        items = [{"number": number, "place": ordered.index(number)} for number in numbers]
        dataset.x = [item for at, item in enumerate(items) if not self.leave_out or at % self.leave_out]
        return dataset


@ClassFactory.register(ClassType.GENERAL, alias="Edge")
class Edge:
    """Right for places below `knows`, less sure of itself as they grow."""

    def __init__(self, knows=20, **kwargs):
        self.knows, self.bonus = knows, None

    def load(self, model_url=None, **kwargs):
        """One number."""
        with open(model_url, encoding="utf-8") as file:
            self.bonus = int(file.read())

    def predict(self, data, mining_mode=None, **kwargs):
        """A dict; the mode self-design gets what the other modes make of four values."""
        known = data["place"] < self.knows
        result = {"answer": answer(data) if known else self.bonus, "sure": 10 - data["place"] // 4, "by": "edge"}
        return [not known, result, result, None] if mining_mode == "self-design" else result

    def cleanup(self):
        """Ianvs calls it at the end."""
        self.bonus = None


class CloudAnswer(dict):
    """A dict of the user's own type: who reads it elsewhere must have this module."""


@ClassFactory.register(ClassType.GENERAL, alias="Cloud")
class Cloud:
    """Always right, and remembers nothing from item to item."""

    def __init__(self, **kwargs):
        self.kwargs = kwargs

    def inference(self, data, post_process=None, **kwargs):
        """A dict, too."""
        return CloudAnswer(answer=answer(data), sure=10, by="cloud", pair=(data["number"], data["place"]))


@ClassFactory.register(ClassType.HEM, alias="Unsure")
class Unsure:
    """Hard is what the edge model was not sure of, or before it was asked, what stands far behind."""

    def __init__(self, least=5, **kwargs):
        self.least = least

    def __call__(self, data=None, **kwargs):
        return data["sure"] < self.least if "sure" in data else 10 - data["place"] // 4 < self.least
