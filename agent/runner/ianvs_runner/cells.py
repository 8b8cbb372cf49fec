"""Metric values -> what the coordinator needs to write the leaderboard's cells as pandas would.

The coordinator replays how pandas types a column, from JSON values, and writes Python's str() of them. So a value goes
as JSON alone where that gives what pandas makes of the value itself. All else goes as its text with the nearest JSON
beside it: numpy's narrow floats, tuples, sets, arrays, decimals, dates, objects of any class.
"""
import sys

from ianvs_runner import texts as texts_of

# The coordinator reads JSON that is nested up to 64 levels deep, and a metric is some levels below the top.
_MAX_DEPTH = 56
# Beside a text, JSON is for those who want to calculate with it; a long list is left to the text.
_MAX_NEAREST_ITEMS = 4096


class UnwritableMetric(ValueError):
    """A metric that has no text, so that Ianvs couldn't write its leaderboard either."""

    says_it_all = True


def convert(metrics):
    """Returns ({name: JSON value}, {name: text}) for the dict that TestCase.run returned."""
    if not isinstance(metrics, dict):
        raise UnwritableMetric("the test case returned {} where a dict of metrics is expected".format(
            texts_of.with_article(type(metrics).__name__)))
    values, texts = {}, {}
    for name, metric in metrics.items():
        try:
            key = texts_of.well_formed(str(name))
            values[key], text = cell(metric)
        except Exception as error:
            raise UnwritableMetric("metric {!r} ({}) can't be written as text: {}: {}".format(
                name, type(metric).__name__, type(error).__name__, texts_of.of(error))) from error
        if text is not None:
            texts[key] = text
    return values, texts


def cell(metric):
    """Returns (JSON value, text), the text None where the JSON value says it all."""
    plain, is_plain = _plain_scalar(metric)
    if is_plain:
        return plain, None
    if _is_missing(metric):
        return None, None
    text = _text(metric)
    try:
        nearest = _Nearest().of(metric)
    except Exception:
        return text, text
    return nearest, None if _says_it_all(nearest, text) else text


def _plain_scalar(value):
    """(what pandas makes of it, True) of None, texts, bools, ints and double floats, of subclasses and numpy's too."""
    if value is None or value is True or value is False:
        return value, True
    if isinstance(value, str):
        return texts_of.well_formed(str.__str__(value)), True
    if isinstance(value, int):
        value = int.__int__(value)
        repr(value)  # Python refuses to write ints of more than some thousand digits.
        return value, True
    if isinstance(value, float):
        return float.__float__(value), True
    numpy = sys.modules.get("numpy")
    if numpy is None or not isinstance(value, numpy.generic) or isinstance(value, numpy.timedelta64):
        return None, False
    if isinstance(value, (numpy.bool_, numpy.integer)):
        return value.item(), True
    if isinstance(value, numpy.floating) and numpy.isnan(value):
        return float("nan"), True
    return None, False


def _is_missing(value):
    """What else pandas writes as an empty cell: its own NA and NaT, decimals and complex numbers that are NaN."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and pandas.api.types.is_scalar(value) and bool(pandas.isna(value))


def _text(value):
    """What pandas writes: str(), but for moments and spans of time, which it takes for its own."""
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        try:
            if _is_time(value, "datetime"):
                text = str(pandas.Timestamp(value))
                return text[:-len(" 00:00:00")] if text.endswith(" 00:00:00") else text
            if _is_time(value, "timedelta"):
                return str(pandas.Timedelta(value))
        except ValueError:
            pass  # a year that pandas can't count in nanoseconds
    return texts_of.well_formed(str(value))


def _is_time(value, name):
    """Whether it is a `datetime` or `timedelta`, be it Python's, numpy's or pandas'."""
    datetime, numpy = sys.modules.get("datetime"), sys.modules.get("numpy")
    return (datetime is not None and isinstance(value, getattr(datetime, name))
            or numpy is not None and isinstance(value, getattr(numpy, name + "64")))


def _says_it_all(nearest, text):
    """Whether the coordinator gets `text` out of the JSON value by itself."""
    if not isinstance(nearest, (list, dict)):
        return False
    return str(nearest) == text


class _Nearest:
    """Finds the JSON value that is nearest to a value; raises where there is none."""

    def __init__(self):
        self._left = _MAX_NEAREST_ITEMS

    def of(self, value, depth=0):
        self._left -= 1
        if self._left < 0 or depth > _MAX_DEPTH:
            raise ValueError("too much for JSON")
        plain, is_plain = _plain_scalar(value)
        if is_plain:
            return plain
        if isinstance(value, dict):
            return {self._key(key): self.of(item, depth + 1) for key, item in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self.of(item, depth + 1) for item in value]
        return self._of_other(value, depth)

    def _key(self, key):
        self._left -= 1
        return texts_of.well_formed(key if type(key) is str else str(key))

    def _of_other(self, value, depth):
        if _is_time(value, "datetime") or _is_time(value, "timedelta"):
            return _text(value)
        if hasattr(value, "tolist") and hasattr(value, "size"):
            # Arrays and numbers of numpy; those of other packages often have the same two.
            if not isinstance(value.size, int) or value.size > self._left:
                raise ValueError("too much for JSON")
            items = value.tolist()
            if type(items) is not type(value):
                return self.of(items, depth)
        if not isinstance(value, (bytes, complex)) and hasattr(type(value), "__float__"):
            return float(value)
        return _text(value)
