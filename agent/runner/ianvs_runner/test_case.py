"""One test case through Ianvs' own classes, which are given a configuration of just this test case."""
import os
import sys

# sedna asks whether CUDA_VISIBLE_DEVICES is there at all, and takes a GPU even if it is empty. These don't ask sedna.
_PARADIGMS_WITHOUT_SEDNA = ("singletasklearning", "multiedgeinference")


class NoSuchPlace(RuntimeError):
    """The output folder can't be used."""


def import_ianvs():
    """Imports Ianvs as `ianvs -f` does, from its checkout if that is where the job is run from."""
    try:
        import core.cmd.benchmarking
    except ModuleNotFoundError as error:
        if error.name != "core" or not os.path.isfile(os.path.join("core", "cmd", "benchmarking.py")):
            raise
        sys.path.append(os.getcwd())
        import core.cmd.benchmarking
    return core


def build(spec):
    """Makes Ianvs' TestCase of the test case's JSON `spec`: data set prepared, third-party packages loaded."""
    from core.testcasecontroller.algorithm import Algorithm
    from core.testcasecontroller.testcase import TestCase
    from core.testenvmanager.testenv import TestEnv

    testenv = TestEnv({"testenv": spec["testenv"]})
    _keep_gpus(testenv, spec["paradigm"])
    testenv.prepare()
    algorithm = Algorithm(spec["algorithm"], {"algorithm": _algorithm_config(spec)})
    algorithm.modules = algorithm.modules_list[0]
    case = TestCase(testenv, algorithm)
    case.id = spec["folder"]
    return case


def run(case, spec):
    """Runs the test case and returns its metrics, a dict."""
    _check_output_dir(spec)
    return case.run(spec["workspace"])


def _algorithm_config(spec):
    """The algorithm file's dict in which every hyperparameter has one value, so that Ianvs has nothing to expand."""
    return dict(spec["settings"], modules=[_module_config(module) for module in spec["modules"]])


def _module_config(module):
    config = {"type": module["type"], "name": module["name"], "url": module["url"]}
    if module["hyperparameters"]:
        config["hyperparameters"] = [{h["name"]: {"values": [h["value"]]}} for h in module["hyperparameters"]]
    return config


def _check_output_dir(spec):
    """Ianvs waits for ever for a folder that exists to go away, and follows `..` out of the workspace."""
    workspace = spec["workspace"]
    folder = os.path.join(workspace, spec["algorithm"], spec["folder"])
    if os.path.exists(folder):
        raise NoSuchPlace("the output folder {} exists already; each attempt needs a new one".format(folder))
    inside = os.path.relpath(folder, workspace)
    if inside.split(os.sep)[0] == os.pardir:
        raise NoSuchPlace("the algorithm's name {!r} leads out of the workspace {}; give it another name".format(
            spec["algorithm"], workspace))


def _keep_gpus(testenv, paradigm):
    """Where the agent says which GPUs are seen, neither Ianvs nor sedna may decide otherwise.

    With `use_gpu` Ianvs sets CUDA_VISIBLE_DEVICES to "0", the machine's first GPU, not the one that was assigned.
    Whoever is given GPU 3 sees it as device 0 anyway.
    """
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is None or "IANVS_ATTEMPT" not in os.environ:
        return
    testenv.use_gpu = False
    if visible == "" and paradigm not in _PARADIGMS_WITHOUT_SEDNA:
        # Taken out of Python's copy, which is what sedna looks at. The process's own environment still has the empty
        # value, and that is what CUDA and programs started from here look at: they go on seeing no GPU.
        os.environ._data.pop(os.environ.encodekey("CUDA_VISIBLE_DEVICES"), None)
