"""Nearest centroid, and an aggregation that adds up: whole numbers, since clients are threads that end in any order."""
import os

import numpy
from sedna.common.class_factory import ClassFactory, ClassType

os.environ["BACKEND_TYPE"] = "UNKNOWN"      # or sedna imports TensorFlow


@ClassFactory.register(ClassType.GENERAL, alias="Centroids")
class Centroids:
    """Weights: for each label the sum of its points, and their number. A client looks at `share` percent of all."""

    def __init__(self, share=100, labels=4, seed=0, **kwargs):
        numpy.random.seed(seed)     # by which Ianvs deals out the data
        self.share, self.weights = share, numpy.zeros((labels, 3), dtype=int)

    def train(self, train_data, valid_data=None, **kwargs):
        """Adds up some of a client's points to what came from the server."""
        points, labels = train_data
        used = max(1, len(points) * self.share // 100)
        for point, label in zip(points[:used], labels[:used]):
            self.weights[label] += (point[0], point[1], 1)
        return {"num_samples": used}

    def get_weights(self):
        """What goes to the server."""
        return self.weights.copy()

    def set_weights(self, weights):
        """What came from it."""
        self.weights = weights.copy()

    def predict(self, data, **kwargs):
        """One label a file; -1 if nothing was learned."""
        seen = self.weights[:, 2] > 0
        centres = numpy.where(seen[:, None], self.weights[:, :2] / numpy.maximum(self.weights[:, 2:], 1), numpy.inf)
        if not seen.any():
            return [-1 for _ in data]
        return [int(((numpy.load(path)[0] - centres) ** 2).sum(axis=1).argmin()) for path in data]

    def helper_function(self, helper_info):
        """Ianvs hands it what the aggregation's helper made of the clients' answers."""
        assert helper_info["num_samples"] > 0


@ClassFactory.register(ClassType.FL_AGG, alias="Sum")
class Sum:
    """Sum of all clients' weights, divided by `divisor`."""

    def __init__(self, divisor=1, **kwargs):
        self.divisor = divisor

    def aggregate(self, clients):
        """Whole numbers, so their order is of no account."""
        return sum(client.weights for client in clients) // self.divisor

    def helper_function(self, train_info):
        """Nothing to add."""
        return train_info
