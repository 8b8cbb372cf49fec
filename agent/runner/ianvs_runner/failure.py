"""An exception -> what people read: the user's own frame first, and what to do where the failure is a known one."""
import os
import traceback


def describe(error):
    """The "error" of a result file."""
    while error.__cause__ is not None:
        error = error.__cause__
    frames = traceback.extract_tb(error.__traceback__)
    frame = frames[-1] if frames else None
    return {"type": type(error).__name__, "message": str(error),
            "traceback": "".join(traceback.format_exception(type(error), error, error.__traceback__))[-65536:],
            "frame": frame and {"file": os.path.relpath(frame.filename), "line": frame.lineno, "function": frame.name},
            "hint": ""}
