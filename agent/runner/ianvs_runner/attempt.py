"""The life of one attempt inside its process: from the environment that the agent gave to the result file."""
import os
import sys
from os import _exit
from time import sleep
from _thread import start_new_thread

from ianvs_runner import cells, failure, isolation, job_values, result, sedna_patches, test_case

# Nothing that user code has left behind keeps the process longer than this, once the result is written.
_SECONDS_TO_END = 5


def run_attempt():
    """Runs the attempt that the environment tells of, and ends the process."""
    place = result.ResultFile(os.environ["IANVS_RESULT"])
    try:
        spec = job_values.read(os.environ["IANVS_TESTCASE"])
        isolation.enter()
        _begin(spec)
        outcome = _outcome_of(spec)
    except BaseException as error:
        outcome = {"error": failure.describe(error)}
    _finish(place, outcome)


def _begin(spec):
    """What a new interpreter that was started as `ianvs -f JOB` has."""
    sys.argv = ["ianvs", "-f", spec["job_file"]]
    for name in ("IANVS_TESTCASE", "IANVS_RESULT"):
        os.environ.pop(name, None)
    tempfile = sys.modules.get("tempfile")
    if tempfile is not None:
        tempfile.tempdir = None
    _seed_numpy()


def _seed_numpy():
    """A forked child begins where its parent's global generator stands; a new interpreter asks the system."""
    random = sys.modules.get("numpy.random")
    if random is not None:
        random.seed()


def _outcome_of(spec):
    before = set(sys.modules) if spec.get("learn") else None
    test_case.import_ianvs()
    sedna_patches.apply()
    case = test_case.build(spec)
    metrics, texts = cells.convert(test_case.run(case, spec))
    outcome = {"metrics": metrics, "texts": texts}
    if before is not None:
        outcome["imports"] = []
    return outcome


def _finish(place, outcome):
    """Reports, flushes what user code has printed, and ends without waiting for threads or exit functions."""
    status = 1 if "error" in outcome else 0
    if place.belongs_here():
        place.write(outcome)
    start_new_thread(_end_later, (status,))
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()
        except BaseException:
            pass
    _exit(status)


def _end_later(status):
    sleep(_SECONDS_TO_END)
    _exit(status)
