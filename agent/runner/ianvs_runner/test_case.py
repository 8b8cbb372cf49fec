"""One test case through Ianvs' own classes, which are given a configuration of just this test case."""
import os
import sys

from ianvs_runner import job_files, partition, sedna_support

# sedna asks whether CUDA_VISIBLE_DEVICES is there at all, and takes a GPU even if it is empty. These don't ask sedna.
_PARADIGMS_WITHOUT_SEDNA = ("singletasklearning", "multiedgeinference")


class NoSuchPlace(RuntimeError):
    """The output folder can't be used."""

    says_it_all = True


def import_ianvs():
    """Imports Ianvs as `ianvs -f` does, from its checkout if that is where the job is run from, or from IANVS_HOME."""
    try:
        import core.cmd.benchmarking  # noqa: F401
    except ModuleNotFoundError as error:
        checkout = _find_checkout()
        if error.name != "core" or checkout is None:
            raise
        sys.path.append(checkout)
        import core.cmd.benchmarking  # noqa: F401


def _find_checkout():
    for folder in (os.getcwd(), os.environ.get("IANVS_HOME")):
        if folder and os.path.isfile(os.path.join(folder, "core", "cmd", "benchmarking.py")):
            return os.path.abspath(folder)
    return None


def forget_namesakes(preloaded, spec):
    """Drops those of the modules imported in advance whose name the test case's own files may bear.

    In a new interpreter Ianvs, which imports by base name, would find the file beside the user's module; what it has
    imported for itself is there first in any case, and is not in `preloaded`, which lists names by their first part: to
    look at each of them would cost a forked process a page of its own for each.
    """
    for first in preloaded.keys() & job_files.importable_names(spec) if preloaded else ():
        for name in preloaded[first]:
            sys.modules.pop(name, None)


def build(spec):
    """Makes Ianvs' TestCase of the test case's JSON `spec`: data set prepared, third-party packages loaded."""
    from core.testcasecontroller.algorithm import Algorithm
    from core.testcasecontroller.testcase import TestCase
    from core.testenvmanager.testenv import TestEnv

    _check_output_dir(spec)
    testenv = TestEnv({"testenv": spec["testenv"]})
    _keep_gpus(testenv, spec["paradigm"])
    testenv.prepare()
    algorithm = Algorithm(spec["algorithm"], {"algorithm": _algorithm_config(spec)})
    # Ianvs uses the name for the output folder alone. It is the one that the coordinator has made of the job's name.
    algorithm.name = _algorithm_folder(spec)
    algorithm.modules = algorithm.modules_list[0]
    _refuse_unsupported(algorithm, spec)
    _warn(sedna_support.doubt(spec["paradigm"], spec["settings"], spec["testenv"]))
    case = TestCase(testenv, algorithm)
    case.id = spec["folder"]
    return case


def run(case, spec):
    """Runs the test case and returns its metrics, a dict; of a partition, how many results it has."""
    partition.arrange(case, spec)
    return case.run(spec["workspace"])


def _warn(text):
    if text is not None:
        sys.stderr.write("ianvs_runner: warning: {}\n".format(text))


def _algorithm_config(spec):
    """The algorithm file's dict in which every hyperparameter has one value, so that Ianvs has nothing to expand."""
    return dict(spec["settings"], modules=[_module_config(module) for module in spec["modules"]])


def _module_config(module):
    config = {"type": module["type"], "name": module["name"], "url": module["url"]}
    if module["hyperparameters"]:
        config["hyperparameters"] = [{h["name"]: {"values": [h["value"]]}} for h in module["hyperparameters"]]
    return config


def _algorithm_folder(spec):
    """The folder of the algorithm in the workspace, also where its name leads elsewhere or is too long for a folder.

    Not a path from one folder to the other: either may have been reached by a symbolic link.
    """
    folder = os.path.dirname(os.environ["IANVS_OUTPUT_DIR"])
    name = spec["algorithm"]
    return name if folder.endswith("/" + name) else os.path.basename(folder)


def _check_output_dir(spec):
    """Ianvs waits for ever for a folder that exists to go away."""
    folder = os.path.join(spec["workspace"], _algorithm_folder(spec), spec["folder"])
    if os.path.lexists(folder):
        raise NoSuchPlace("the output folder {} exists already; each attempt needs a new one".format(folder))


def _refuse_unsupported(algorithm, spec):
    """Ends a test case that Ianvs can't finish with this sedna when its modules are loaded, not when it has trained.

    Earlier nothing is sure: the user's modules, too, may add to sedna what it lacks.
    """
    def reason():
        return sedna_support.unsupported_reason(spec["paradigm"], spec["settings"], spec["testenv"])

    if reason() is None:
        return
    make = algorithm.paradigm

    def paradigm(workspace, **kwargs):
        made = make(workspace, **kwargs)
        why = reason()
        if why is not None:
            raise sedna_support.Unsupported(why)
        return made

    algorithm.paradigm = paradigm


def _keep_gpus(testenv, paradigm):
    """Where it is said which GPUs are seen, neither Ianvs nor sedna may decide otherwise.

    With `use_gpu` Ianvs sets CUDA_VISIBLE_DEVICES to "0", the machine's first GPU, not the one that was assigned.
    Whoever is given GPU 3 sees it as device 0 anyway.
    """
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is None:
        return
    testenv.use_gpu = False
    if visible == "" and paradigm not in _PARADIGMS_WITHOUT_SEDNA:
        # Taken out of Python's copy, which is what sedna looks at. The process's own environment still has the empty
        # value, and that is what CUDA and programs started from here look at: they go on seeing no GPU.
        os.environ._data.pop(os.environ.encodekey("CUDA_VISIBLE_DEVICES"), None)
