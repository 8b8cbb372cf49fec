"""A model that does what its hyperparameter `act` says: a name of an act, and a word for it."""
from sedna.common.class_factory import ClassFactory, ClassType

from acts import ACTS, endings, measures, places, processes, surroundings  # noqa: F401


class Answer:
    """What the metrics are told."""

    def __init__(self, model):
        self.score, self.odd, self.at_the_end = model.score, model.odd, model.at_the_end


@ClassFactory.register(ClassType.GENERAL, alias="Trap")
class Trap:
    """`round` tells repetitions apart."""

    def __init__(self, act="innocent", round=1, **kwargs):
        name, _, self.argument = act.partition(" ")
        self.act, self.round = ACTS[name], round
        self.score, self.odd, self.kept = 1.0, "usual", None
        self.at_the_end = None

    def preprocess(self, **kwargs):
        """Nothing to do."""

    def train(self, train_data, valid_data=None, **kwargs):
        """Acts."""
        self.act(self)

    def save(self, model_path):
        """There is none."""

    def load(self, model_url=None, **kwargs):
        """There is none."""

    def predict(self, data, **kwargs):
        """For each item the same."""
        return [Answer(self)] * len(data)
