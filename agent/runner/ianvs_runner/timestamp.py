"""What Python prints of a date or time with repr() -> the date or time."""
import ast
import datetime

_NAMES = {"datetime.datetime": datetime.datetime, "datetime.date": datetime.date,
          "datetime.timedelta": datetime.timedelta, "datetime.timezone": datetime.timezone,
          "datetime.timezone.utc": datetime.timezone.utc}


def parse(text):
    """Builds, without evaluating the text, what for example `datetime.date(2024, 1, 1)` tells of."""
    try:
        value = _build(ast.parse(text, mode="eval").body)
    except (SyntaxError, KeyError, TypeError, ValueError) as error:
        raise ValueError("no date or time: {!r}".format(text)) from error
    if not isinstance(value, datetime.date):
        raise ValueError("no date or time: {!r}".format(text))
    return value


def _build(node):
    if isinstance(node, ast.Call):
        keywords = {keyword.arg: _build(keyword.value) for keyword in node.keywords}
        return _NAMES[_dotted(node.func)](*map(_build, node.args), **keywords)
    if isinstance(node, ast.Attribute):
        return _NAMES[_dotted(node)]
    return ast.literal_eval(node)


def _dotted(node):
    """`a.b.c` of the node that stands for it."""
    if isinstance(node, ast.Attribute):
        return _dotted(node.value) + "." + node.attr
    return node.id if isinstance(node, ast.Name) else ""
