"""Metrics of every type that a leaderboard's cell can have."""
import math

from sedna.common.class_factory import ClassFactory, ClassType


def wrong_places(labels, answers):
    """Where the answers are wrong."""
    return [place for place, (label, answer) in enumerate(zip(labels, answers))
            if int(str(label).rpartition("/")[2]) != answer]


@ClassFactory.register(ClassType.GENERAL, alias="exact")
def exact(labels, answers):
    """Share of right answers."""
    return 1 - len(wrong_places(labels, answers)) / len(labels)


@ClassFactory.register(ClassType.GENERAL, alias="wrong")
def wrong(labels, answers):
    """Number of wrong answers."""
    return len(wrong_places(labels, answers))


@ClassFactory.register(ClassType.GENERAL, alias="first_wrong")
def first_wrong(labels, answers):
    """Its place, NaN if there is none: integers that one NaN turns into floats."""
    return min(wrong_places(labels, answers), default=math.nan)


@ClassFactory.register(ClassType.GENERAL, alias="verdict")
def verdict(labels, answers):
    """Text that a CSV file must quote."""
    return f'{len(wrong_places(labels, answers))} wrong, "sorry"' if wrong_places(labels, answers) else "fine"


@ClassFactory.register(ClassType.GENERAL, alias="passed")
def passed(labels, answers):
    """Yes or no."""
    return exact(labels, answers) > 0.5


@ClassFactory.register(ClassType.GENERAL, alias="moody")
def moody(labels, answers):
    """Of another type in nearly every test case, so that the column's type moves on the way.

    No truth among numbers: what Ianvs writes then depends on the column beside, and it has columns in a random order.
    """
    number = len(wrong_places(labels, answers))
    return (number, number / 8, None, "many", math.inf)[number % 5]
