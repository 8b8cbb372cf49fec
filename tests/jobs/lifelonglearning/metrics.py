"""Metrics of a list of labels."""
from sedna.common.class_factory import ClassFactory, ClassType


@ClassFactory.register(ClassType.GENERAL, alias="accuracy")
def accuracy(labels, answers):
    """Share of right answers."""
    return sum(int(label) == answer for label, answer in zip(labels, answers)) / len(labels)


@ClassFactory.register(ClassType.GENERAL, alias="answers")
def answers_in_order(labels, answers):
    """All of them as one text, which looks like a number."""
    return "".join(map(str, answers))
