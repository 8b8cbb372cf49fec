"""Whose code a line of a traceback is: the user's, Ianvs', sedna's, a library's or the runner's."""
import os
import sys

USER, IANVS, SEDNA, LIBRARY, RUNNER = "user", "ianvs", "sedna", "library", "runner"

_RUNNER_FOLDER = os.path.dirname(os.path.abspath(__file__))
_STANDARD_LIBRARY = os.path.dirname(os.path.abspath(os.__file__))


def current_folder():
    """Where this process is; `/` if that folder has been removed."""
    try:
        return os.getcwd()
    except OSError:
        return "/"


# Where the job was started; user code may go elsewhere.
_START = current_folder()


def start_here():
    """Takes the current folder for the job's: for a child of a process that was started elsewhere."""
    global _START
    _START = current_folder()


def absolute(path):
    """The path of a code object, which may be relative to where the job was started, without `.` and `..`."""
    return os.path.normpath(os.path.join(_START, path))


def shown(path):
    """The path as people read it: relative where it lies below the job's folder."""
    path = absolute(path)
    return path[len(_START) + 1:] if path.startswith(_START.rstrip("/") + "/") and _START != "/" else path


def shown_start():
    """The folder in which the job was started."""
    return _START


def owner(path):
    """Whose file it is."""
    if path.startswith("<"):
        return LIBRARY
    path = absolute(path)
    if _is_below(path, _RUNNER_FOLDER):
        return RUNNER
    if _is_below(path, _package_folder("core")):
        return IANVS
    if _is_below(path, _package_folder("sedna")):
        return SEDNA
    if "/site-packages/" in path or "/dist-packages/" in path or _is_below(path, _STANDARD_LIBRARY):
        return LIBRARY
    return USER


def of(error):
    """[(code object, line)] of an exception's traceback, outermost first."""
    result = []
    step = error.__traceback__
    while step is not None:
        result.append((step.tb_frame.f_code, step.tb_lineno))
        step = step.tb_next
    return result


def users_own(error):
    """(path, line, function) of the innermost frame in the user's code, None if there is none.

    Of a file that Python couldn't compile there is no frame; then it is the line that the error names.
    """
    if isinstance(error, SyntaxError) and error.filename and owner(error.filename) == USER:
        return error.filename, error.lineno or 0, "<module>"
    for code, line in reversed(of(error)):
        if owner(code.co_filename) == USER:
            return code.co_filename, line or 0, code.co_name
    return None


def users_part(error):
    """The traceback from the user's outermost frame on; without such, from behind the runner's own frames."""
    step = error.__traceback__
    while step is not None and owner(step.tb_frame.f_code.co_filename) != USER:
        step = step.tb_next
    if step is not None:
        return step
    step = error.__traceback__
    while step is not None and owner(step.tb_frame.f_code.co_filename) == RUNNER:
        step = step.tb_next
    return step


def raised_by(error):
    """Whose code raised it; None where nothing is known."""
    frames = of(error)
    return owner(frames[-1][0].co_filename) if frames else None


def caught_by(error):
    """Whose code has caught it: a traceback begins where the exception was caught."""
    frames = of(error)
    return owner(frames[0][0].co_filename) if frames else None


def _is_below(path, folder):
    return folder is not None and path.startswith(folder + "/")


def _package_folder(name):
    module = sys.modules.get(name)
    for folder in getattr(module, "__path__", ()):
        return absolute(folder)
    return None
