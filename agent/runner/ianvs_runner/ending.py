"""How an attempt ends: it reports, flushes what user code has written, and is gone, whatever user code left behind.

Threads are not waited for. Exit functions are called if there are new ones, since trackers of experiments write their
last lines there; they have some seconds. References are taken here before user code can replace what they name.
"""
import atexit
import gc
import io
import sys
from _thread import start_new_thread
from os import _exit, write
from signal import SIG_DFL, SIGALRM, alarm as _alarm, signal as _signal
from time import sleep

from ianvs_runner import failure, result

# Nothing that user code has left behind keeps the process longer than this, once the result is written.
_SECONDS_TO_END = 5
_NOT_WRITTEN = 74  # EX_IOERR of sysexits.h
_FILES = (io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom)
_get_objects = gc.get_objects
_count_exit_functions, _run_exit_functions = atexit._ncallbacks, atexit._run_exitfuncs
_get_recursion_limit, _set_recursion_limit = sys.getrecursionlimit, sys.setrecursionlimit
_RECURSION_LIMIT = 1000


def make_room():
    """Lets what follows a failure call functions, even if user code has lowered the limit of recursion."""
    try:
        if _get_recursion_limit() < _RECURSION_LIMIT:
            _set_recursion_limit(_RECURSION_LIMIT)
    except RecursionError:
        pass


class Ending:
    """Ends this process. To be made before user code runs."""

    def __init__(self):
        self._streams = [sys.__stdout__, sys.__stderr__]
        self._exit_functions = _count_exit_functions()

    def user_code_begins(self):
        """Exit functions that are there by now are not the user's."""
        self._exit_functions = _count_exit_functions()

    def report_and_exit(self, place, outcome):
        """Writes the result if `place` is this process's, and exits with 0 for a success, else with 1; with 74 if the
        result can't be written, which the agent knows."""
        status = 1
        try:
            make_room()
            _alarm(0)
            error, is_written = _report(place, outcome) if place.belongs_here() else (None, True)
            status = 0 if error is None else 1 if is_written else _NOT_WRITTEN
            _limit_time(status)
            if error is not None:
                _tell(error)
            self._clean_up()
        finally:
            _exit(status)

    def _clean_up(self):
        if _count_exit_functions() > self._exit_functions:
            _ignoring_errors(_run_exit_functions)
        for stream in [sys.stdout, sys.stderr] + self._streams:
            _ignoring_errors(lambda: stream.flush())
        # Files that user code has not closed; a new interpreter would write them out at its end.
        for file in _get_objects():
            if type(file) in _FILES:
                _ignoring_errors(file.flush)


def _report(place, outcome):
    """Writes the result; returns its error, None for a success, and whether it was written."""
    try:
        outcome = result.bounded(outcome)
        place.write(outcome)
        return outcome.get("error"), True
    except BaseException as error:
        outcome = {"error": failure.describe(error)}
    try:
        place.write(outcome)
        return outcome["error"], True
    except BaseException:
        return outcome["error"], False


def _tell(error):
    """The log, too, shows the traceback, as serial Ianvs' output does."""
    _ignoring_errors(lambda: sys.stdout.flush())
    text = error["traceback"] + ("\n" + error["hint"] + "\n" if error["hint"] else "")
    _ignoring_errors(lambda: write(2, text.encode("utf-8", "backslashreplace")))


def _ignoring_errors(action):
    try:
        action()
    except BaseException:
        pass


def _limit_time(status):
    """Ends the process soon, from another thread; by the kernel if no thread of Python's gets to run any more."""
    _ignoring_errors(lambda: start_new_thread(_exit_later, (status,)))
    _ignoring_errors(lambda: _signal(SIGALRM, SIG_DFL))
    _alarm(2 * _SECONDS_TO_END)


def _exit_later(status):
    sleep(_SECONDS_TO_END)
    _exit(status)
