"""What the agent starts: python3 .../ianvs_runner/__main__.py VERB.

Children of multiprocessing's spawn import this file once more, so that nothing may happen here without the guard.
"""
import os
import sys

VERBS = ("run", "zygote", "check", "simulate", "picture")


def _find_package():
    """Makes `import ianvs_runner` work by a path that is gone again before user code runs.

    Python has put the package's own folder in front of sys.path: its modules would answer to names like `result`,
    which are the user's to use. Serial Ianvs has neither there.
    """
    folder = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) == folder:
        del sys.path[0]
    sys.path.insert(0, os.path.dirname(folder))
    try:
        import ianvs_runner  # noqa: F401
    finally:
        del sys.path[0]


def _usage(problem):
    sys.stderr.write("ianvs_runner: {}; one of {} is expected\n".format(problem, ", ".join(VERBS)))
    return 2


def main(arguments):
    """Performs the verb and returns the exit status, if it comes back at all."""
    if not arguments or arguments[0] not in VERBS:
        return _usage("unknown verb {!r}".format(arguments[0]) if arguments else "no verb")
    _find_package()
    verb, rest = arguments[0], arguments[1:]
    if verb == "run":
        from ianvs_runner import attempt
        return attempt.run_attempt()
    if verb == "zygote":
        from ianvs_runner import zygote
        return zygote.main(rest)
    if verb == "check":
        from ianvs_runner import interpreter
        return interpreter.main(rest)
    if verb == "simulate":
        from ianvs_runner import simulation
        return simulation.main(rest)
    from ianvs_runner import picture
    return picture.main(rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
