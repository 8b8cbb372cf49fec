"""Metrics of an array of labels."""
import os

import numpy
from sedna.common.class_factory import ClassFactory, ClassType


@ClassFactory.register(ClassType.GENERAL, alias="right")
def right(labels, answers):
    """Share of right answers."""
    return (answers == [int(os.path.basename(label)) for label in labels]).mean()


@ClassFactory.register(ClassType.GENERAL, alias="lost")
def lost(labels, answers):
    """How many were guessed; NaN for none, so that the others become floats."""
    return int((answers < 0).sum()) or float("nan")


@ClassFactory.register(ClassType.GENERAL, alias="spread")
def spread(labels, answers):
    """A number with more digits than a short float has."""
    return numpy.std(answers.astype(numpy.float32))
