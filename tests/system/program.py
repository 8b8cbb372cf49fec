"""The program of the system tests' test cases. Its hyperparameter `act` says how to behave; the default is to succeed."""

import json
import os
import signal
import socket
import sys
import time


def stop_at_gate(said):
    """Tells the test that this process is here and waits until it may go on."""
    gate = socket.socket(socket.AF_UNIX)
    gate.connect(os.path.join(os.getcwd(), "gate.sock"))
    gate.sendall((json.dumps({**said, "pid": os.getpid()}) + "\n").encode())
    return gate


def wait_at_gate(said):
    if stop_at_gate(said).recv(3) != b"go\n":
        sys.exit("the test has ended")


def leave_grandchild(said):
    """A process that has escaped: own session, deaf to SIGTERM, its parent gone."""
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if os.fork() != 0:
            os._exit(0)
        gate = stop_at_gate({**said, "grandchild": True})
        gate.recv(3)
        os._exit(0)
    os.wait()


def write(text):
    with open(os.environ["IANVS_RESULT"], "w", encoding="utf-8") as file:
        file.write(text)


def main():
    with open(os.environ["IANVS_TESTCASE"], encoding="utf-8") as file:
        test_case = json.load(file)
    values = {h["name"]: h["value"] for h in test_case["modules"][0]["hyperparameters"]}
    act = values.get("act", "succeed")
    said = {"id": test_case["id"], "attempt": os.environ.get("IANVS_ATTEMPT"), "values": values}
    print(f"test case {values} begins", file=sys.stderr, flush=True)

    if act == "gate":
        wait_at_gate(said)
    elif act == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        wait_at_gate(said)
    elif act == "grandchild":
        leave_grandchild(said)
    elif act == "grandchild_and_gate":
        leave_grandchild(said)
        wait_at_gate(said)
    elif act == "exit":
        sys.exit(3)
    elif act == "no_result":
        return
    elif act == "bad_json":
        return write("{not json")
    elif act == "no_object":
        return write("[1, 2]")
    elif act == "null_metric":
        return write('{"score": null, "parity": 1}')
    elif act == "signal":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif act == "hang":
        time.sleep(3600)
    elif act == "output":
        with open(os.path.join(os.environ["IANVS_OUTPUT_DIR"], "model.txt"), "w", encoding="utf-8") as file:
            file.write(f"model of {values}\n")
    number = values.get("number", 0)
    write(json.dumps({"score": number * 7 % 10 / 10, "parity": number % 2}))


if __name__ == "__main__":
    main()
