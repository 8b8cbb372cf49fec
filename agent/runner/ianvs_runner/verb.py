"""What the coordinator's own verbs share: Ianvs imported for them, and one object of JSON as their answer."""
import contextlib
import json
import os
import sys


class NoIanvs(Exception):
    """A sentence that names the interpreter and why it can't import Ianvs."""


@contextlib.contextmanager
def own_stdout():
    """Gives a function that prints the answer to stdout and returns the exit status; all else goes to stderr.

    What Ianvs starts may print, and would spoil the answer.
    """
    sys.stdout.flush()
    answer = os.dup(1)
    os.dup2(2, 1)

    def tell(result):
        data = (json.dumps(result) + "\n").encode("ascii")
        while data:
            data = data[os.write(answer, data):]
        return 1 if "failed" in result else 0

    try:
        yield tell
    finally:
        os.close(answer)


def import_ianvs():
    """Imports Ianvs as for a test case, but so that what it draws never opens a window."""
    os.environ["MPLBACKEND"] = "Agg"
    from ianvs_runner import interpreter
    answer = interpreter.look()
    if "failed" in answer:
        raise NoIanvs(answer["failed"])
