"""Which modules a test case has imported that are no part of the job, for the agent to import them in advance."""
import os
import sys

# As much as the largest frameworks import; the result file has room for these names beside the metrics.
_MAX_NAMES = 2000
_STANDARD_LIBRARY = os.path.dirname(os.path.abspath(os.__file__)) + "/"


def since(before):
    """Names of the modules that are not in `before`, in the order in which they were imported: parents come first."""
    names = []
    for name, module in list(sys.modules.items()):
        if name not in before and _may_be_shared(name, module):
            names.append(name)
            if len(names) == _MAX_NAMES:
                break
    return names


def _may_be_shared(name, module):
    """Whether it lies where packages are installed, is not Ianvs', and can be found again by its name."""
    try:
        spec, file = module.__spec__, module.__file__
        if spec.name != name or not isinstance(file, str):
            return False
    except Exception:
        return False
    if name.partition(".")[0] in ("core", "sedna", "ianvs_runner"):
        return False
    return "/site-packages/" in file or "/dist-packages/" in file or file.startswith(_STANDARD_LIBRARY)
