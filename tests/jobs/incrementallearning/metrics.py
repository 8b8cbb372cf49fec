"""Metrics of a dict from path to (label, count); most are numpy's types."""
import os

import numpy
from sedna.common.class_factory import ClassFactory, ClassType


def hits(labels, results):
    """Which answers are right."""
    return numpy.array([int(os.path.basename(label)) == answer for label, (answer, _) in zip(labels, results.values())])


@ClassFactory.register(ClassType.GENERAL, alias="right")
def right(labels, results):
    """Share of right answers, in 64 bits."""
    return hits(labels, results).mean()


@ClassFactory.register(ClassType.GENERAL, alias="right_in_short")
def right_in_short(labels, results):
    """The same in 32 bits."""
    return numpy.float32(hits(labels, results).mean())


@ClassFactory.register(ClassType.GENERAL, alias="counted")
def counted(labels, results):
    """numpy's integer."""
    return sum(count for _, count in results.values())


@ClassFactory.register(ClassType.GENERAL, alias="half")
def half(labels, results):
    """numpy's truth."""
    return hits(labels, results).mean() >= 0.5


@ClassFactory.register(ClassType.GENERAL, alias="misses")
def misses(labels, results):
    """A list of numbers, which a CSV cell must quote."""
    return [int(os.path.basename(path)) for path, hit in zip(results, hits(labels, results)) if not hit]
