"""An exception -> the "error" of a result file: the user's own frame first, and what to do where it is a known one."""
import traceback

from ianvs_runner import frames, known_failures, texts, thread_failures

# The agent takes 64 KiB of traceback, and a character is up to four bytes long.
_MAX_TRACEBACK = 15000
_MAX_MESSAGE = 4000


def describe(error, spec=None):
    """Tells of `error`, raised while the test case `spec` (None if it couldn't be read) was run. Never raises."""
    try:
        return _describe(_root(error), spec)
    except BaseException as another:
        return {"type": type(error).__name__, "message": texts.of(error, _MAX_MESSAGE), "traceback": "", "frame": None,
                "hint": "Where it came from can't be told ({}).".format(type(another).__name__)}


def _describe(error, spec):
    frame = frames.users_own(error) or error.__cause__ is not None and frames.users_own(error.__cause__) or None
    if isinstance(error, MemoryError):
        # The frames hold what has filled the memory, and the rest of this needs some.
        traceback.clear_frames(error.__traceback__)
    hint, concerns_algorithm = _hint(error, spec)
    return {"type": type(error).__name__, "message": _message(error), "traceback": _traceback(error),
            "frame": frame and {"file": texts.well_formed(frames.shown(frame[0])), "line": frame[1],
                                "function": frame[2]},
            "hint": " ".join(filter(None, (hint, _of_thread(error)))), "concerns_algorithm": concerns_algorithm}


def _root(error):
    """What went wrong inside of the RuntimeErrors into which Ianvs wraps it at each level.

    Also what went wrong first where Ianvs then failed at writing the message. What user code or a library raises while
    it handles another exception stays what it is: its traceback tells of the other one.
    """
    seen = set()
    while id(error) not in seen and not vars(type(error)).get("says_it_all"):
        seen.add(id(error))
        earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if earlier is None or frames.caught_by(earlier) not in (frames.IANVS, frames.SEDNA):
            break
        error = earlier
    return error


def _message(error):
    text = texts.of(error, _MAX_MESSAGE)
    if isinstance(error, MemoryError):
        return "out of memory (raised by Python)" + (": " + text if text else "")
    if isinstance(error, SystemExit):
        return "sys.exit({}) was called".format("" if error.code is None else texts.of(error.code, 200))
    if isinstance(error, SyntaxError) and error.msg:
        return texts.of(error.msg, _MAX_MESSAGE)
    return text


def _traceback(error):
    try:
        lines = traceback.TracebackException(type(error), error, frames.users_part(error)).format()
        return texts.well_formed(texts.shortened("".join(lines), _MAX_TRACEBACK))
    except BaseException as another:
        return "<the traceback can't be had: {}>".format(type(another).__name__)


def _of_thread(error):
    """What had ended a thread before."""
    first = thread_failures.first()
    if first is None or first is error:
        return ""
    frame = frames.users_own(first)
    where = "{}:{} in {}: ".format(frames.shown(frame[0]), *frame[1:]) if frame else ""
    return texts.well_formed("Before that a thread ended with {}{}: {}".format(
        where, type(first).__name__, texts.of(first, 500)))


def _hint(error, spec):
    try:
        hint, concerns_algorithm = known_failures.hint(error, spec or {})
        return texts.well_formed(hint), concerns_algorithm
    except BaseException:
        return "", False
