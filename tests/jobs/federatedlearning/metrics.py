"""Metrics of a list of labels; one test case has a double where others have a short float."""
import numpy
from sedna.common.class_factory import ClassFactory, ClassType


@ClassFactory.register(ClassType.GENERAL, alias="accuracy")
def accuracy(labels, answers):
    """Share of right answers, as Python's float."""
    return sum(int(label) == answer for label, answer in zip(labels, answers)) / len(labels)


@ClassFactory.register(ClassType.GENERAL, alias="short_accuracy")
def short_accuracy(labels, answers):
    """The same in 32 bits."""
    return numpy.float32(accuracy(labels, answers))


@ClassFactory.register(ClassType.GENERAL, alias="uneven")
def uneven(labels, answers):
    """32 bits for some test cases, 64 for others."""
    value = accuracy(labels, answers)
    return value if value > 0.7 else numpy.float32(value)


@ClassFactory.register(ClassType.GENERAL, alias="answers")
def counts(labels, answers):
    """How often each label was given: an array."""
    return numpy.bincount(numpy.array(answers) + 1, minlength=5)
