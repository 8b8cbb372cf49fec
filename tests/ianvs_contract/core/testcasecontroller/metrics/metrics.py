"""Metrics by name."""
import sys

from sedna.common.class_factory import ClassFactory, ClassType

from core.common.utils import load_module


def samples_transfer_ratio_func(system_metric_info):
    """How much went from edge to cloud; the paradigms here tell nothing of it."""
    pairs = system_metric_info["samples_transfer_ratio"]
    return round(sum(len(sent) for _, sent in pairs) / (sum(len(seen) for seen, _ in pairs) + 1), 4)


def get_metric_func(metric_dict):
    """(name, function): the user's where there is a `url`."""
    name, url = metric_dict.get("name"), metric_dict.get("url")
    if not url:
        return name, getattr(sys.modules[__name__], f"{name.lower()}_func")
    try:
        load_module(url)
        return name, ClassFactory.get_cls(ClassType.GENERAL, name)
    except Exception as error:
        raise RuntimeError(f"metric {name} could not be loaded from {url}: {error}") from error
