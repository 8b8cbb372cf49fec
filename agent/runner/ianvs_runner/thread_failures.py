"""Remembers what made a thread end, since what fails afterwards in the main thread is often but its consequence.

Ianvs trains the clients of federated learning in threads, and goes on without those that raised.
"""
import threading

_first = []


def watch():
    """From now on the first exception that ends a thread is remembered; it is still printed as Python does."""
    report = threading.excepthook

    def remember(arguments):
        if not _first and arguments.exc_value is not None:
            _first.append(arguments.exc_value)
        report(arguments)

    threading.excepthook = remember


def first():
    """The exception that ended a thread first; None if there was none."""
    return _first[0] if _first else None
