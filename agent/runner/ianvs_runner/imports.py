"""Which modules a test case has imported that are no part of the job, for the agent to import them in advance."""
import os
import sys

# As much as the largest frameworks import; the result file has room for these names beside the metrics.
_MAX_NAMES = 2000
# What Ianvs sets as it goes, and what its users' modules set for sedna, which is imported before them in any case.
_OF_IANVS = frozenset((
    "LOCAL_TEST", "BASE_MODEL_URL", "MODEL_URL", "MODEL_URLS", "RESULT_SAVED_URL", "OUTPUT_URL", "INFERENCE_RESULT_DIR",
    "CLOUD_KB_INDEX", "HAS_COMPLETED_INITIAL_TRAINING", "CUDA_VISIBLE_DEVICES", "BACKEND_TYPE", "model_path",
    "model_threshold", "operator"))
_STANDARD_LIBRARY = os.path.dirname(os.path.abspath(os.__file__)) + "/"


class Learning:
    """What an attempt imports from now on."""

    def __init__(self):
        self._modules = frozenset(sys.modules)
        self._environment = _environment()

    def names(self):
        """Names of the modules that came since, in the order in which they were imported: parents come first.

        None at all if the environment has changed. Packages read it when they are imported (KERAS_BACKEND, HF_HOME,
        OMP_NUM_THREADS ...), and imported in advance they would have read another one: a wrong result without a word.
        """
        return _since(self._modules) if _environment() == self._environment else []


def _environment():
    # scikit-learn sets two of KMP_* when it is imported.
    return {name: value for name, value in os.environ.items() if name not in _OF_IANVS and not name.startswith("KMP_")}


def _since(before):
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
