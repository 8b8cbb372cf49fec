"""Failures of Ianvs' paradigms themselves, above all with a sedna that doesn't fit: rules for known_failures."""
import os
import re

from ianvs_runner import frames, sedna_support


def _method_missing_in_sedna(failure):
    match = re.match(r"'(\w+)' object has no attribute '(\w+)'$", failure.text)
    if not match or failure.raised_by != frames.IANVS:
        return None
    if match.group(1) not in ("LifelongLearning", "IncrementalLearning"):
        return None
    return sedna_support.missing_methods(match.group(1), [match.group(2)], failure.settings)


def _lifelong_index(failure):
    if not failure.text.endswith("index.pkl not exists!"):
        return None
    return ("In the default mode Ianvs tells sedna in the first round already that the initial training is done, and "
            "{} then looks for an index that nobody has made. Use `mode: no-inference` or `hard-example-mining` in "
            "model_eval.model_metric, or third_party_packages that bring another train().".format(
                sedna_support.sedna_version()))


def _lifelong_mode(failure):
    if failure.paradigm != "lifelonglearning" or not isinstance(failure.error, UnboundLocalError):
        return None
    if failure.raised_by != frames.IANVS:
        return None
    return "This Ianvs does nothing in `mode: multi-inference` and then misses the result: use another mode."


def _lifelong_modules(failure):
    if failure.paradigm != "lifelonglearning" or failure.raised_by != frames.SEDNA:
        return None
    if "object is not subscriptable" not in failure.text and "object has no attribute 'get'" not in failure.text:
        return None
    return ("Ianvs makes an instance of a module that has a url, where {} expects a name and parameters: leave out the "
            "url, and import the file under third_party_packages.".format(sedna_support.sedna_version()))


def _forgetting_metrics(failure):
    if not failure.went_through("metrics/metrics.py") or "values to unpack (expected 3, got 2)" not in failure.text:
        return None
    return ("Ianvs computes BWT, FWT and MATRIX only if every round has trained: here one had no unseen samples, or no "
            "accuracy. Take those metrics out of the testenv, or change what counts as unseen.")


def _incremental_estimator(failure):
    if not re.match(r"str expected, not \w*(Backend|Backend\w+)$", failure.text):
        return None
    return ("Ianvs puts what sedna's train() returns into an environment variable, as the model's path; {} returns the "
            "estimator. Install a sedna whose train() returns the path, or let third_party_packages replace "
            "it.".format(sedna_support.sedna_version()))


def _incremental_model_url(failure):
    if failure.text != "'NoneType' object has no attribute 'lstrip'" or not failure.went_through("sedna/core/base.py"):
        return None
    return ("{} reads MODEL_URL once, when it is imported, while Ianvs sets it for each round. Export MODEL_URL before "
            "the start, set MODEL_PATH, or let third_party_packages replace JobBase.model_path.".format(
                sedna_support.sedna_version()))


def _hard_example_not_in_index(failure):
    if not isinstance(failure.error, UnboundLocalError) or "'label'" not in failure.text:
        return None
    if failure.paradigm != "incrementallearning" or failure.raised_by != frames.IANVS:
        return None
    return ("Ianvs' incremental paradigm wants to find each hard example exactly once in its index: no file may be "
            "listed twice there, and no path may hold a space (the folder is {}).".format(_output_folder(failure)))


def _output_folder(failure):
    return os.path.join(failure.spec.get("workspace", ""), failure.spec.get("algorithm", ""))


def _space_in_path(failure):
    folder = _output_folder(failure)
    if failure.paradigm != "incrementallearning" or not re.search(r"\s", frames.absolute(folder)):
        return None
    return ("Ianvs' incremental paradigm writes paths into an index that is divided at spaces, and {} has one: name "
            "the algorithm and the workspace without.".format(folder))


def _no_data_for_clients(failure):
    return sedna_support.doubt(failure.paradigm, failure.settings, failure.spec.get("testenv") or {})


BEFORE_USERS_CLASSES = (_method_missing_in_sedna, _lifelong_modules)
RULES = (
    _lifelong_index,
    _lifelong_mode,
    _forgetting_metrics,
    _incremental_estimator,
    _incremental_model_url,
    _hard_example_not_in_index,
    _space_in_path,
    _no_data_for_clients,
)
# Hyperparameters have no part in these.
OF_THE_ALGORITHM = (_method_missing_in_sedna, _lifelong_modules, _lifelong_index, _lifelong_mode,
                    _incremental_model_url)
