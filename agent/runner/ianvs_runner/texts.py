"""Texts that come from user code, made fit for JSON: bounded, well-formed, and had even where str() fails."""


def well_formed(text):
    """Half surrogate pairs, which neither JSON nor UTF-8 can carry, are written as Python writes them in a repr()."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text


def shortened(text, limit):
    """`text` with its middle left out if it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    head, tail = limit * 2 // 3, limit // 3
    return "{}\n... {} characters left out ...\n{}".format(text[:head], len(text) - head - tail, text[-tail:])


def of(value, limit=8192):
    """str(value), or why it can't be had: user code may raise there, or give megabytes."""
    try:
        text = str(value)
        if isinstance(text, str):
            return well_formed(shortened(str.__str__(text), limit))
    except BaseException as error:
        return "<its text can't be had: str() raised {}>".format(type(error).__name__)
    return ""


def with_article(word):
    """`word` behind `a` or `an`."""
    return ("an " if word[:1].lower() in tuple("aeiou") else "a ") + word
