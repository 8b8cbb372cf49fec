"""Whether this interpreter can run test cases: its version, and where it finds Ianvs and sedna."""
import os
import sys

OLDEST = (3, 8)
# Where pip knows a package by another name than Python does.
_PIP_NAMES = {"cv2": "opencv-python", "PIL": "pillow", "sklearn": "scikit-learn", "skimage": "scikit-image",
              "yaml": "PyYAML", "dateutil": "python-dateutil", "google": "protobuf"}
_RENAME = "or name another interpreter with the algorithm's `python:` or with --python"


class Unusable(Exception):
    """A sentence that names the interpreter, what is wrong, and what to do."""


def main(arguments):
    """Prints one line of JSON, {"ready": ...} or {"failed": ...}, and returns the exit status."""
    if arguments:
        sys.stderr.write("ianvs_runner: check takes no argument\n")
        return 2
    said = os.dup(1)
    os.dup2(2, 1)  # what is imported may print
    answer = look()
    import json
    os.write(said, (json.dumps(answer) + "\n").encode("ascii"))
    return 0 if "ready" in answer else 1


def look():
    """Imports Ianvs; returns what the agent is told of this interpreter. Never raises."""
    try:
        return {"ready": _import_all()}
    except Unusable as error:
        return {"failed": str(error)}


def _import_all():
    if sys.version_info < OLDEST:
        raise Unusable("{} is too old: Python {} or later is needed; install it, {}".format(
            _name(), ".".join(map(str, OLDEST)), _RENAME))
    # Ianvs imports pyplot, which else may look for a screen.
    os.environ.setdefault("MPLBACKEND", "Agg")
    try:
        from ianvs_runner import test_case
        test_case.import_ianvs()
        import sedna
    except BaseException as error:
        raise Unusable(_explain(error))
    core = sys.modules["core"]
    return {"version": _version(), "ianvs": os.path.abspath(list(core.__path__)[0]), "sedna": _sedna_version(sedna)}


def _explain(error):
    missing = error.name if isinstance(error, ModuleNotFoundError) and error.name else ""
    if missing == "core":
        return ("{} can't import Ianvs ({}): start the command in a checkout of kubeedge/ianvs, name one with "
                "IANVS_HOME or PYTHONPATH, install Ianvs for this interpreter, {}".format(_name(), error, _RENAME))
    if missing.partition(".")[0] == "core":
        return ("{} finds a package `core` that is not Ianvs ({} in {}): put the checkout of kubeedge/ianvs first on "
                "PYTHONPATH, {}".format(_name(), error, _place_of("core"), _RENAME))
    if missing.partition(".")[0] == "sedna":
        return ("{} can't import sedna ({}), which Ianvs needs: {} -m pip install {}".format(
            _name(), error, sys.executable, _sedna_wheel()))
    if missing:
        top = missing.partition(".")[0]
        return "{} can't import Ianvs from {}: {}; {} -m pip install {}".format(
            _name(), _place_of("core"), error, sys.executable, _PIP_NAMES.get(top, top))
    return "{} can't import Ianvs from {}: {}{}; mend that environment, {}".format(
        _name(), _place_of("core"), type(error).__name__, _said(error), _RENAME)


def _said(error):
    """Its message's first line, and where it was raised."""
    step, where = error.__traceback__, ""
    while step is not None:
        where = " ({}:{})".format(step.tb_frame.f_code.co_filename, step.tb_lineno)
        step = step.tb_next
    message = str(error).strip().split("\n")[0]
    return (": " + message if message else "") + where


def _name():
    return "{} (Python {})".format(sys.executable or "the interpreter", _version())


def _version():
    return "{}.{}.{}".format(*sys.version_info[:3])


def _place_of(package):
    """The folder of a package of which at least a part could be imported, or that is found without importing it."""
    module = sys.modules.get(package)
    if module is None:
        from importlib.util import find_spec
        try:
            module = find_spec(package)
        except (ImportError, ValueError):
            return "?"
    folders = getattr(module, "__path__", None) or getattr(module, "submodule_search_locations", None) or ["?"]
    return os.path.abspath(list(folders)[0])


def _sedna_wheel():
    """Ianvs' repository has the wheel that fits it."""
    import glob
    checkout = os.path.dirname(_place_of("core"))
    found = sorted(glob.glob(os.path.join(checkout, "examples", "resources", "third_party", "sedna-*.whl")))
    return found[-1] if found else "examples/resources/third_party/sedna-*.whl of Ianvs' repository"


def _sedna_version(sedna):
    from importlib import metadata
    try:
        return metadata.version("sedna")
    except metadata.PackageNotFoundError:
        return str(getattr(sedna, "__version__", ""))
