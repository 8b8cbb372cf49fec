"""Whether Ianvs can run a paradigm at all with the sedna that is installed, told before it has trained for hours."""
import sys

# What Ianvs calls of sedna's lifelong job, by `model_eval.model_metric.mode` of the testenv.
_LIFELONG_CALLS = {"no-inference": ("my_evaluate", "my_inference"),
                   "hard-example-mining": ("my_evaluate", "inference_2"), "multi-inference": ()}
_LIFELONG_DEFAULT_CALLS = ("inference_2",)


class Unsupported(RuntimeError):
    """Ianvs can't run the paradigm with what is installed."""

    says_it_all = True


def unsupported_reason(paradigm, settings, testenv=None):
    """A sentence that says what is missing, None if nothing is known to be.

    `settings` are the algorithm's, `testenv` is the testenv's dict. Third-party packages and modules may add to sedna
    what it lacks: the answer is sure only after they were imported.
    """
    paradigms = known_paradigms()
    if paradigm not in paradigms:
        return "this Ianvs has no paradigm {!r}; it has {}".format(paradigm, ", ".join(paradigms))
    if paradigm == "lifelonglearning":
        return _missing_in_lifelong(_mode(testenv or {}), settings)
    return None


def doubt(paradigm, settings, testenv):
    """A sentence about settings with which Ianvs runs without doing what they say; None for all others."""
    partition = (settings.get("fl_data_setting") or {}).get("data_partition")
    if "federated" not in paradigm or partition != "non-iid" or testenv.get("if_mode_llm"):
        return None
    return ("with `data_partition: non-iid` Ianvs compares an array of labels with a list of classes, which gives "
            "every client no data at all: use `iid`")


def known_paradigms():
    """The paradigms in Ianvs' own list, which its files may go beyond."""
    from core.common.constant import ParadigmType
    return [paradigm.value for paradigm in ParadigmType.__members__.values()]


def sedna_version():
    """For example `sedna 0.6.0.1 (/usr/lib/python3/dist-packages/sedna)`."""
    sedna = sys.modules.get("sedna")
    folder = next(iter(getattr(sedna, "__path__", ())), "?")
    return "sedna {} ({})".format(getattr(sedna, "__version__", "of an unknown version"), folder)


def _mode(testenv):
    metric = (testenv.get("model_eval") or {}).get("model_metric") or {}
    return metric.get("mode") or ""


def _missing_in_lifelong(mode, settings):
    from sedna.core.lifelong_learning import LifelongLearning
    missing = [name for name in _LIFELONG_CALLS.get(mode, _LIFELONG_DEFAULT_CALLS)
               if not hasattr(LifelongLearning, name)]
    if not missing:
        return None
    return missing_methods("LifelongLearning", missing, settings)


def missing_methods(job, methods, settings):
    """The sentence about methods that Ianvs calls and sedna's class `job` lacks."""
    packages = (settings or {}).get("third_party_packages")
    return ("Ianvs calls {} of sedna's {}, which {} doesn't have. Install a sedna that has {}, or let a file under "
            "`third_party_packages` of the algorithm add {}{}").format(
                " and ".join(methods), job, sedna_version(), "them" if len(methods) > 1 else "it",
                "them" if len(methods) > 1 else "it",
                " (those that are named there now don't)" if packages else "")
