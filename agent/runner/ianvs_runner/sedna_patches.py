"""Keeps sedna from waiting for a server that isn't there, and from writing where test cases meet.

Only modules of sedna and Ianvs that are loaded are touched: after Ianvs was imported, that is all of them. Each patch
looks for exactly what it changes; with a sedna that is made otherwise it does nothing.
"""
import functools
import os
import sys
import threading

from ianvs_runner import isolation

_TMP = "/tmp"
_CLIENT = "sedna.service.client"
_CLOUD = "sedna.core.lifelong_learning.knowledge_management.cloud_knowledge_management"
_TASKS = "sedna.algorithms.multi_task_learning.multi_task_learning"
_LIFELONG = "core.testcasecontroller.algorithm.paradigm.lifelong_learning.lifelong_learning"


def apply():
    """Changes what is loaded. To be called once Ianvs was imported, before user code. Never raises."""
    folder = isolation.temporary_folder()
    _patch(_CLIENT, _do_not_wait_for_nobody)
    if folder is None:
        return
    _patch(_CLOUD, functools.partial(_move_relative, "CloudKnowledgeManagement", "local_task_index_url", folder))
    _patch(_TASKS, functools.partial(_move_relative, "MulTaskLearning", "task_index_url", folder))
    if not isolation.has_own_tmp():
        _patch("sedna.backend", functools.partial(_save_models_in, folder))
        for name in ("cloud_task_index", "edge_task_index"):
            _patch(_LIFELONG, functools.partial(_move_out_of_tmp, "LifelongLearning", name, folder))


def _patch(name, change):
    module = sys.modules.get(name)
    if module is None:
        return
    try:
        change(module)
    except Exception:  # it has another form than the one that is known: it stays as it is
        pass


# ---- waiting ----

def _do_not_wait_for_nobody(client):
    """Reports to sedna's local controller are tried five times, 3 s apart, after each training and each evaluation:
    where there is none, once is enough. So it is for addresses that are none, such as that of a knowledge base that
    nobody has configured. Whoever has a controller keeps all tries."""
    patient = client.http_request
    once = patient.retry_with(stop=client.tenacity.stop_after_attempt(1))
    send = client.LCClient.__dict__["send"].__func__
    here = threading.local()

    @functools.wraps(patient)
    def http_request(url, *args, **kwargs):
        is_in_vain = "://" not in str(url) or (getattr(here, "is_report", False) and not _has_controller(url))
        return (once if is_in_vain else patient)(url, *args, **kwargs)

    @functools.wraps(send)
    def send_report(cls, *args, **kwargs):
        here.is_report = True
        try:
            return send(cls, *args, **kwargs)
        finally:
            here.is_report = False

    client.http_request = http_request
    client.LCClient.send = classmethod(send_report)


def _has_controller(url):
    """False only if this very machine says that there is none: nothing listens at the port, or it is something else,
    as node_exporter, whose port is the same and which knows no such path."""
    import http.client
    from urllib.parse import urlsplit
    address = urlsplit(url)
    if address.hostname not in ("127.0.0.1", "localhost", "::1") or address.scheme != "http":
        return True
    connection = http.client.HTTPConnection(address.hostname, address.port or 80, timeout=5)
    try:
        connection.request("GET", address.path)
        return connection.getresponse().status != 404
    except ConnectionRefusedError:
        return False
    except (OSError, http.client.HTTPException):
        return True
    finally:
        connection.close()


# ---- places ----

def _after_init(cls, change):
    """Has `change` called with each new object of the class."""
    original = cls.__init__

    @functools.wraps(original)
    def __init__(self, *args, **kwargs):
        original(self, *args, **kwargs)
        change(self)

    cls.__init__ = __init__


def _move_relative(class_name, attribute, folder, module):
    """A file that would lie in the current folder, which all attempts share, lies in `folder`."""
    def move(made):
        path = getattr(made, attribute)
        if isinstance(path, str) and not os.path.isabs(path):
            setattr(made, attribute, os.path.join(folder, path))

    _after_init(getattr(module, class_name), move)


def _move_out_of_tmp(class_name, attribute, folder, module):
    def move(made):
        path = getattr(made, attribute)
        if isinstance(path, str) and path.startswith(_TMP + "/"):
            setattr(made, attribute, os.path.join(folder, path[len(_TMP) + 1:]))

    _after_init(getattr(module, class_name), move)


def _save_models_in(folder, backend):
    """sedna's backends save models in /tmp under one name for all if nobody tells them where."""
    original = backend.set_backend

    @functools.wraps(original)
    def set_backend(*args, **kwargs):
        made = original(*args, **kwargs)
        if getattr(made, "model_save_path", None) == _TMP:
            made.model_save_path = folder
        return made

    for name, module in list(sys.modules.items()):  # others have it under its name, too
        if name.partition(".")[0] == "sedna" and getattr(module, "set_backend", None) is original:
            module.set_backend = set_backend
