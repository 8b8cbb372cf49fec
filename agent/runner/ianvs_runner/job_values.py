"""The test case's JSON file -> the Python values that PyYAML made of the job's files."""
import json


def read(path):
    """Reads the file that IANVS_TESTCASE names."""
    with open(path, "rb") as file:
        return parse(file.read())


def parse(text):
    """Turns the text of such a file into values of its own, so that nothing is shared with another test case.

    What JSON lacks is tagged: {"$timestamp": repr}, {"$bytes": base64}, and {"$dict": [[key, value], ...]} for a dict
    with keys that are no strings or look like tags.
    """
    return json.loads(text, object_pairs_hook=_untag)


def _untag(pairs):
    if len(pairs) != 1 or not pairs[0][0].startswith("$"):
        return dict(pairs)
    tag, content = pairs[0]
    if tag == "$dict":
        return {_as_key(key): value for key, value in content}
    if tag == "$bytes":
        import base64
        return base64.b64decode(content)
    if tag == "$timestamp":
        from ianvs_runner import timestamp
        return timestamp.parse(content)
    raise ValueError("unknown tag {!r} in the test case".format(tag))


def _as_key(key):
    """PyYAML reads a sequence that is a key as a tuple."""
    return tuple(map(_as_key, key)) if isinstance(key, list) else key
