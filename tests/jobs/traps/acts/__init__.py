"""What test cases do to the runner, the agent, and one another: a function an act, by its name."""
import os

ACTS = {}


def act(function):
    """Makes a function an act. It gets the model, and may change what that answers: `score` and `odd`."""
    ACTS[function.__name__] = function
    return function


def marked(name):
    """A file name that tells whose it is, so that one that is left somewhere is found."""
    return "trap-{}-{}".format(os.environ.get("TRAP_MARKER", "none"), name)


def shared_places():
    """Where everybody may write, if an attempt has its own: else it is known that things stay there."""
    return ["/tmp", "/var/tmp", "/dev/shm"] if os.environ.get("TRAP_OWN_TMP") == "yes" else []
