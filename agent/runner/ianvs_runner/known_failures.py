"""What to do about failures that have been seen before: of Ianvs itself, of what is installed, of the job's files."""
import errno
import os
import re
import sys

from ianvs_runner import frames, isolation, job_files, own_tmp, paradigm_failures, sedna_support, texts


def hint(error, spec):
    """(one or two sentences for people, whether the algorithm's other test cases fail for the same reason).

    The text is empty if the failure is not a known one. May raise; `spec` may be empty.
    """
    failure = Failure(error, spec)
    for rule in _RULES:
        text = rule(failure)
        if text:
            return text, rule in _OF_THE_ALGORITHM
    return "", isinstance(error, sedna_support.Unsupported)


class Failure:
    """An exception and where it came from."""

    def __init__(self, error, spec):
        self.error = error
        self.spec = spec
        self.text = texts.of(error)
        self.paradigm = spec.get("paradigm", "")
        self.settings = spec.get("settings") or {}
        self.frames = frames.of(error)
        self.raised_by = frames.raised_by(error)

    def went_through(self, path_end):
        """Whether a file whose path ends so is in the traceback."""
        return any(code.co_filename.endswith(path_end) for code, _ in self.frames)


def _ended_by_itself(failure):
    if isinstance(failure.error, SystemExit):
        return ("Serial Ianvs ends here without a leaderboard, and with this exit status. Code that is tested must "
                "return, or raise what went wrong.")
    if isinstance(failure.error, (KeyboardInterrupt, GeneratorExit)):
        return "The code that is tested raised it itself; nobody pressed Ctrl-C here."
    return None


def _out_of_memory(failure):
    if isinstance(failure.error, MemoryError):
        return "Ask for more with `resources: {ram: ...}`, or let the test case need less."
    return None


def _asked_for_input(failure):
    if isinstance(failure.error, EOFError) and failure.text.startswith("EOF when reading a line"):
        return "Nobody can answer a test case: its standard input is empty."
    return None


def _in_another_folder(failure):
    """Ianvs opens data and metrics by paths that are relative to the folder where it was started."""
    if not isinstance(failure.error, (ImportError, FileNotFoundError)):
        return None
    here, start = frames.current_folder(), frames.shown_start()
    if here == start:
        return None
    return ("The test case has changed the current folder to {}, but relative paths, as those of the job's files, are "
            "meant from {}: change back to it.".format(here, start))


def _missing_data(failure):
    missing = job_files.missing_data(failure.spec)
    if not missing:
        return None
    return "The data file {} ({} of the testenv) isn't there on {}, seen from {}.".format(
        missing[0].path, missing[0].named_by, os.uname().nodename, frames.shown_start())


def _left_out_of_tmp(failure):
    if not isinstance(failure.error, FileNotFoundError) or not isolation.has_own_tmp():
        return None
    path = str(failure.error.filename)
    if not frames.absolute(path).startswith((own_tmp.TMP + "/", own_tmp.VAR_TMP + "/")):
        return None
    return ("Each attempt has a {0} of its own. It shows what was in the real one before, but for names like "
            "{0}/tmpabcd1234 and {0}/task.model that no file of the job names: keep data elsewhere.".format(
                own_tmp.TMP))


def _in_the_way_of_mounts(failure):
    """What was in /tmp before is mounted at its place there: it can't be removed or replaced as a whole."""
    if not isolation.has_own_tmp() or getattr(failure.error, "errno", None) not in (errno.EBUSY, errno.EXDEV):
        return None
    path = frames.absolute(str(failure.error.filename))
    if not path.startswith((own_tmp.TMP + "/", own_tmp.VAR_TMP + "/")):
        return None
    return ("Each attempt has a {0} of its own, in which what was there before is mounted. That can be written to, but "
            "neither be removed or replaced as a whole nor be moved to elsewhere in {0}: clear {0} of what earlier "
            "runs left, or use a name of the test case's own.".format(own_tmp.TMP))


def _missing_module_file(failure):
    if not isinstance(failure.error, ImportError):
        return None
    missing = job_files.missing_code(failure.spec)
    if not missing:
        return None
    return "The file {} (url of {}) isn't there on {}, seen from {}.".format(
        missing[0].path, missing[0].named_by, os.uname().nodename, frames.shown_start())


def _backend_type_unset(failure):
    error = failure.error
    if not isinstance(error, ImportError) or not failure.went_through("sedna/backend/__init__.py"):
        return None
    if os.environ.get("BACKEND_TYPE"):
        return "BACKEND_TYPE is {}, so that sedna loads that framework: install it for {}, or set another one.".format(
            os.environ["BACKEND_TYPE"], sys.executable)
    return ("BACKEND_TYPE is not set, and sedna then takes TensorFlow. Set it where the model is defined, for example "
            "os.environ['BACKEND_TYPE'] = 'TORCH' (any other word: no framework at all).")


def _sibling_imported_late(failure):
    error = failure.error
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return None
    name = error.name.split(".")[0]
    found = job_files.beside_the_modules(failure.spec, name)
    if found is None:
        return None
    return ("{} is there, but Ianvs has a module's folder in sys.path only while it imports the module itself: "
            "import {} at the top of the file, not inside of functions, or put the folder into PYTHONPATH.".format(
                found, name))


def _module_of_another_algorithm(failure):
    error = failure.error
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return None
    found = job_files.near_the_modules(failure.spec, error.name.split(".")[0])
    if found is None:
        return None
    return ("{} is there, but in no folder of this algorithm's files: serial Ianvs finds it only if an algorithm "
            "before this one has imported it. Put it beside the file that needs it, or its folder into "
            "PYTHONPATH.".format(found))


def _missing_package(failure):
    error = failure.error
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return None
    name = error.name.split(".")[0]
    if name in sys.modules:
        return None
    if name == "core":
        return ("{} can't import Ianvs. Install it there, start from Ianvs' checkout, or name another interpreter by "
                "`python:` of the algorithm or --python.".format(sys.executable))
    return ("{} has no package {!r}. Install it there, or name another interpreter by `python:` of the algorithm or "
            "--python.".format(sys.executable, name))


def _class_not_found(failure):
    match = re.match(r"can't find class type (.+) class name (.+) in class registry$", failure.text)
    if not match:
        return None
    name = match.group(2)
    url = job_files.url_of(failure.spec, name)
    if not url:
        return "Nothing registers {!r}, and the job names no file for it.".format(name)
    taken = job_files.module_of_another_file(url)
    if taken:
        return ("Python had a module of the name {} already, from {}, so that Ianvs didn't import {}: give the file "
                "another name.".format(job_files.module_name(url), taken, url))
    text = "{} registers {}.".format(url, _listed(job_files.registered_by(url)) or "no class")
    elsewhere = job_files.registering(name, url)
    if elsewhere:
        text += (" {!r} is registered in {}, which is not a module of this algorithm: serial Ianvs finds it there only "
                 "if an algorithm before this one has imported that file.".format(name, elsewhere))
    return text


def _listed(names):
    return ", ".join(map(repr, names[:10]))


def _paradigm_not_in_the_list(failure):
    if "not support paradigm(" not in failure.text:
        return None
    if "with_compression" in failure.paradigm:
        return "Compression is `mode: with_compression` of the paradigm singletasklearning."
    return "Ianvs has files for more paradigms than it lists; those that it lists are the ones that it can run."


def _unknown_metric(failure):
    match = re.search(r"has no attribute '(\w+)_func'$", failure.text)
    if not match or not failure.went_through("metrics/metrics.py"):
        return None
    return ("The metric {!r} has no url, and Ianvs has no system metric of that name (it has {}). Give it the url of "
            "the file that registers it.".format(match.group(1), _system_metrics()))


def _system_metrics():
    from core.common.constant import SystemMetricType
    return ", ".join(metric.value for metric in SystemMetricType.__members__.values())


def _method_missing_in_users_class(failure):
    """Ianvs and sedna call the methods of the user's class by name."""
    match = re.match(r"'(\w+)' object has no attribute '(\w+)'$", failure.text)
    if not match or failure.raised_by not in (frames.IANVS, frames.SEDNA):
        return None
    owner = getattr(failure.error, "obj", None)
    file = getattr(sys.modules.get(type(owner).__module__), "__file__", None)
    if owner is None or not file or frames.owner(file) != frames.USER:
        return None
    return "The class {} in {} has no {!r}, which the paradigm {} uses.".format(
        match.group(1), frames.shown(file), match.group(2), failure.paradigm)


_RULES = (
    _ended_by_itself,
    _out_of_memory,
    _asked_for_input,
    _in_another_folder,
    _missing_data,
    _left_out_of_tmp,
    _in_the_way_of_mounts,
    _missing_module_file,
    _backend_type_unset,
    _sibling_imported_late,
    _module_of_another_algorithm,
    _missing_package,
    _class_not_found,
    _paradigm_not_in_the_list,
    _unknown_metric,
    *paradigm_failures.BEFORE_USERS_CLASSES,
    _method_missing_in_users_class,
    *paradigm_failures.RULES,
)
_OF_THE_ALGORITHM = (_paradigm_not_in_the_list, *paradigm_failures.OF_THE_ALGORITHM)
