"""Metric values -> what the coordinator needs to write the leaderboard's cells as pandas would.

A value goes as JSON where Python's str() of that JSON value is what pandas makes of the value itself; everything else
goes as a text beside the nearest JSON.
"""


def convert(metrics):
    """Returns ({name: JSON value}, {name: text}) of what TestCase.run returned; the texts only where needed."""
    values, texts = {}, {}
    for name, value in metrics.items():
        name = str(name)
        values[name] = scalar(value)
    return values, texts


def scalar(value):
    """numpy's numbers as Python's."""
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        return value.item()
    return value
