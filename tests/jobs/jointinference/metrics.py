"""Metrics that need all results, in the data's order."""
import hashlib
import itertools
import math

from sedna.common.class_factory import ClassFactory, ClassType


@ClassFactory.register(ClassType.GENERAL, alias="right")
def right(labels, results):
    """Share of answers that are the label; items that were left out stand at the end, unanswered."""
    pairs = [(str(label).rpartition("/")[2], str(result[1]["answer"])) for label, result in zip(labels, results)]
    return sum(label == answer for label, answer in pairs) / len(labels)


@ClassFactory.register(ClassType.GENERAL, alias="by_cloud")
def by_cloud(labels, results):
    """Number of items for which the cloud was asked."""
    return sum(result[3] is not None for result in results)


@ClassFactory.register(ClassType.GENERAL, alias="changes")
def changes(labels, results):
    """How often edge and cloud took turns."""
    return len(list(itertools.groupby(result[1]["by"] for result in results))) - 1


@ClassFactory.register(ClassType.GENERAL, alias="first_hard")
def first_hard(labels, results):
    """The place of the first hard item; NaN if there is none."""
    return next((place for place, result in enumerate(results) if result[0]), math.nan)


@ClassFactory.register(ClassType.GENERAL, alias="fading")
def fading(labels, results):
    """Sureness, where each item counts a little less than the one before: another order gives another number."""
    total = 0.0
    for result in results:
        total = total * 0.9 + result[1]["sure"] / 3
    return total


@ClassFactory.register(ClassType.GENERAL, alias="digest")
def digest(labels, results):
    """Of everything, types included."""
    return hashlib.sha1(repr(results).encode()).hexdigest()[:12]
