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
    """Imports Ianvs, which imports pyplot: on a machine without a screen, and never to open a window."""
    os.environ["MPLBACKEND"] = "Agg"
    try:
        from ianvs_runner import test_case
        test_case.import_ianvs()
    except Exception as error:
        raise NoIanvs("{} can't import Ianvs ({}): start the command in a checkout of kubeedge/ianvs, name one with "
                      "PYTHONPATH, or name another interpreter with --python".format(
                          sys.executable or "this interpreter", error)) from error
