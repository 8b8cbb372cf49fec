"""A model that counts labels by remainder, and a miner that calls hard what it has seen too seldom."""
import json
import os

import numpy
from sedna.common.class_factory import ClassFactory, ClassType

os.environ["BACKEND_TYPE"] = "UNKNOWN"      # or sedna imports TensorFlow


def number(path):
    """Files and labels are named by their number."""
    return int(os.path.basename(path))


@ClassFactory.register(ClassType.GENERAL, alias="Counter")
class Counter:
    """A table of counts: a row a remainder, a column a label."""

    def __init__(self, modulus=2, **kwargs):
        self.modulus = modulus
        self.counts = numpy.zeros((modulus, 10), dtype=int)

    def load(self, model_url=None, **kwargs):
        """What save wrote; an empty file is an empty table."""
        with open(model_url, encoding="utf-8") as file:
            rows = json.load(file)
        self.counts = numpy.array(rows) if rows else numpy.zeros((self.modulus, 10), dtype=int)

    def train(self, train_data, valid_data=None, **kwargs):
        """Adds to what the base model has counted."""
        self.load(os.environ["BASE_MODEL_URL"])
        for path, label in zip(train_data.x, train_data.y):
            self.counts[number(path) % self.modulus, number(label)] += 1

    def save(self, model_path=None):
        """The new model's path."""
        path = os.path.join(model_path, "counts.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.counts.tolist(), file)
        return path

    def predict(self, data, **kwargs):
        """By path: the label, and how often it was counted."""
        rows = {path: self.counts[number(path) % self.modulus] for path in data}
        return {str(path): (row.argmax(), row.max()) for path, row in rows.items()}

    def evaluate(self, data, model_path, metric=None, **kwargs):
        """A metric of one model, by its name."""
        self.load(model_path)
        name, function = metric
        return {name: function(data.y, self.predict(data.x))}


@ClassFactory.register(ClassType.HEM, alias="Seldom")
class Seldom:
    """Hard: a label counted less often than `least`."""

    def __init__(self, least=1, **kwargs):
        self.least = least

    def __call__(self, infer_result=None):
        return any(count < self.least for _, count in infer_result.values())
