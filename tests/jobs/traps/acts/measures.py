"""Acts on metrics: values of every kind."""
import math

from acts import act


@act
def metric_is_nan(model):
    model.odd = math.nan


@act
def metric_is_infinite(model):
    model.odd = -math.inf


@act
def metric_is_none(model):
    model.odd = None


@act
def metric_is_a_dict(model):
    model.odd = {"cat": 0.5, "dog": [1, None]}


@act
def metric_is_of_numpy(model):
    try:
        import numpy
    except ImportError:
        model.odd = 0.25
        return
    model.odd = numpy.float64(0.25)


@act
def metric_is_an_object(model):
    class Curve:
        def __str__(self):
            return "a curve of 3 points"
    model.odd = Curve()


@act
def metric_has_no_text(model):
    class Mute:
        def __str__(self):
            raise TypeError("no text can be made of this")

        __repr__ = __str__
    model.odd = Mute()


@act
def metric_holds_itself(model):
    model.odd = []
    model.odd.append(model.odd)


@act
def metric_is_huge(model):
    model.odd = "x" * (1 << 20)


@act
def metric_raises(model):
    def fail():
        raise ZeroDivisionError("no item was right")
    model.at_the_end = fail


@act
def metrics_are_no_dict(model):
    """What only a changed Ianvs does, such as one with a third-party package."""
    from core.testcasecontroller.testcase import testcase
    testcase.TestCase.compute_metrics = lambda *arguments, **keywords: [0.5]
