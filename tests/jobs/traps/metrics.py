"""What the model has said about itself."""
from sedna.common.class_factory import ClassFactory, ClassType


@ClassFactory.register(ClassType.GENERAL, alias="score")
def score(labels, answers):
    """1 if all went as the act wants it."""
    return answers[0].score


@ClassFactory.register(ClassType.GENERAL, alias="odd")
def odd(labels, answers):
    """A value of any kind. The last metric: what is to happen last in the user's code, happens here."""
    if answers[0].at_the_end:
        answers[0].at_the_end()
    return answers[0].odd
