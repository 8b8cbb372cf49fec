"""A model whose tasks are even and odd numbers; it counts labels by remainder."""
import json
import os

import numpy
from sedna.common.class_factory import ClassFactory, ClassType

os.environ["BACKEND_TYPE"] = "UNKNOWN"      # or sedna imports TensorFlow


@ClassFactory.register(ClassType.GENERAL, alias="Counter")
class Counter:
    """Halves what it knew each time it learns something new, unless it is told to keep it."""

    def __init__(self, modulus=2, keeps=False, **kwargs):
        self.modulus, self.keeps = modulus, keeps
        self.counts = numpy.zeros((modulus, 5), dtype=int)

    def task(self, path):
        """Which task a number belongs to."""
        return "odd" if int(os.path.basename(path)) % 2 else "even"

    def train(self, paths, labels, **kwargs):
        """Adds to what it recalls."""
        self.counts = self.counts if self.keeps else self.counts // 2
        for path, label in zip(paths, labels):
            self.counts[int(os.path.basename(path)) % self.modulus, int(label)] += 1

    def predict(self, path, **kwargs):
        """(label, how often it was counted)."""
        row = self.counts[int(os.path.basename(path)) % self.modulus]
        return int(row.argmax()), int(row.max())

    def remember(self, path):
        """Into a file."""
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.counts.tolist(), file)

    def recall(self, path):
        """From a file of `remember`; from any other, nothing."""
        if path.endswith(".json"):
            with open(path, encoding="utf-8") as file:
                self.counts = numpy.array(json.load(file))
