"""Learns which label numbers of one remainder have most often."""
import collections
import json
import os

from sedna.common.class_factory import ClassFactory, ClassType


def number(item):
    """Items are paths, questions or prompts that end in a number."""
    return int(str(item).rpartition("/")[2])


@ClassFactory.register(ClassType.GENERAL, alias="Remainders")
class Remainders:
    """`skip` leaves out every so-many-th number in training; `unknown` answers for remainders never seen."""

    def __init__(self, modulus=2, skip=0, unknown=None, **kwargs):
        self.modulus, self.skip, self.unknown, self.kwargs = modulus, skip, unknown, kwargs
        self.labels = {}

    def preprocess(self, **kwargs):
        """Nothing to do."""

    def train(self, train_data, valid_data=None, **kwargs):
        """Counts labels by remainder."""
        seen = collections.defaultdict(collections.Counter)
        for place, (item, label) in enumerate(zip(train_data.x, train_data.y)):
            if not self.skip or place % self.skip:
                seen[number(item) % self.modulus][number(label)] += 1
        self.labels = {remainder: counter.most_common(1)[0][0] for remainder, counter in seen.items()}

    def save(self, model_path):
        """The model's file, or None for one that lives in memory alone."""
        if self.kwargs.get("forgetful"):
            self.labels = {}
            return None
        os.makedirs(model_path, exist_ok=True)
        path = os.path.join(model_path, "model.gguf")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.labels, file)
        return path

    def load(self, model_url=None, **kwargs):
        """What save wrote, or the initial model."""
        with open(model_url, encoding="utf-8") as file:
            self.labels = {int(remainder): label for remainder, label in json.load(file).items()}

    def predict(self, data, **kwargs):
        """A label an item."""
        return [self.labels.get(number(item) % self.modulus, self.unknown) for item in getattr(data, "x", data)]
