"""The life of one attempt inside its process: from the environment that the agent gave to the result file."""
import faulthandler
import os
import sys

from ianvs_runner import (cells, ending, failure, frames, imports, isolation, job_values, result, sedna_patches,
                          test_case, thread_failures)


def run_attempt(preloaded=None):
    """Runs the attempt that the environment tells of, and ends the process.

    `preloaded` lists, by the first part of their names, modules that were imported in advance, beyond those that Ianvs
    imports itself.
    """
    spec = None
    is_to_learn = os.environ.pop("IANVS_LEARN", "") == "1"
    end = ending.Ending()
    place = result.ResultFile(os.environ["IANVS_RESULT"])
    try:
        spec = job_values.read(os.environ["IANVS_TESTCASE"])
        isolation.enter()
        _begin_afresh(spec)
        outcome = _outcome_of(spec, preloaded, end, is_to_learn)
    except BaseException as error:
        ending.make_room()
        outcome = {"error": failure.describe(error, spec)}
    end.report_and_exit(place, outcome)


def _begin_afresh(spec):
    """What a new interpreter that was started as `ianvs -f JOB` has."""
    sys.argv = ["ianvs", "-f", spec["job_file"]]
    for name in ("IANVS_TESTCASE", "IANVS_RESULT"):
        os.environ.pop(name, None)
    frames.start_here()
    if "tempfile" in sys.modules:
        sys.modules["tempfile"].tempdir = None
    if "numpy.random" in sys.modules:
        # A forked child goes on with its parent's global generator; a new interpreter asks the system.
        sys.modules["numpy.random"].seed()
    thread_failures.watch()
    # A crash in native code leaves at least a traceback in the log.
    faulthandler.enable(2)


def _outcome_of(spec, preloaded, end, is_to_learn):
    test_case.import_ianvs()
    sedna_patches.apply()
    test_case.forget_namesakes(preloaded, spec)
    learning = imports.Learning() if is_to_learn else None
    end.user_code_begins()
    case = test_case.build(spec)
    metrics, texts = cells.convert(test_case.run(case, spec))
    outcome = {"metrics": metrics, "texts": texts}
    if learning is not None:
        outcome["imports"] = learning.names()
    return outcome
