"""The job's `simulation` key: Ianvs' own code builds a cluster of KubeEdge and Sedna in containers, once per run.

Ianvs has code that takes such a cluster down again, but never calls it: the cluster stays, and so it does here.
"""
import json
import subprocess
import sys

from ianvs_runner import job_values, verb

# A shell's exit status where there is no such program.
_NO_SUCH_PROGRAM = 127


class Refused(Exception):
    """A sentence that says why nothing was built."""


def main(arguments):
    """Builds what the object on stdin asks for; prints {"done": true} or {"failed": sentence, "invalid": bool}.

    `invalid`: the block or the interpreter is to blame, so that nothing was begun.
    """
    if arguments:
        sys.stderr.write("ianvs_runner: simulate takes no argument; the block is read from stdin\n")
        return 2
    with verb.own_stdout() as tell:
        try:
            _build(_parse(sys.stdin.read()))
        except (Refused, verb.NoIanvs) as error:
            return tell({"failed": str(error), "invalid": True})
        except Exception as error:
            return tell({"failed": _explain(error), "invalid": False})
        return tell({"done": True})


def _parse(text):
    try:
        config = job_values.parse(text)
    except ValueError as error:
        raise Refused("the simulation block is no JSON: {}".format(error)) from error
    verb.import_ianvs()
    from core.testcasecontroller.simulation import Simulation
    try:
        return Simulation(config)
    except Exception as error:
        raise Refused("Ianvs refuses the simulation block: {}".format(error)) from error


def _build(simulation):
    from core.testcasecontroller.simulation_system_admin import build_simulation_enviroment
    build_simulation_enviroment(simulation)


def _explain(error):
    """The failure in a sentence, with what to do where that is known."""
    if not isinstance(error, subprocess.CalledProcessError):
        return str(error).strip() or type(error).__name__
    command = error.cmd if isinstance(error.cmd, str) else json.dumps(error.cmd)
    program = command.split()[0] if command.split() else command
    if error.returncode == _NO_SUCH_PROGRAM:
        return ("{} is not installed here, or not in PATH ('{}' found no such program): Ianvs builds the simulation "
                "with docker, kind and curl; install them, or remove the block `simulation` from the job file").format(
                    program, command)
    return "'{}' ended with exit status {}".format(command, error.returncode)
