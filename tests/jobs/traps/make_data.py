"""Writes data/, traps.yaml and the files that it names: every trap of outcomes.py, and innocents between them.

  make_data.py [ROUNDS [FILES]]     all of it so many times, by a hyperparameter; many_files makes so many files
"""
import json
import os
import sys

import outcomes

SHORT, LONG = "6s", "240s"


def write(path, content):
    """JSON is YAML, too."""
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.write("\n")


def with_innocents(acts, words):
    """An innocent test case after every third trap; a number tells them apart."""
    for number, act in enumerate(acts):
        yield act + words.get(act, "")
        if number % 3 == 2:
            yield "innocent {}".format(number)


def algorithm(name, file, module, hyperparameters, timeout=LONG):
    """Writes an algorithm's file and returns its entry in the job."""
    write(file, {"algorithm": {"paradigm_type": "singletasklearning", "initial_model_url": "", "modules": [
        {"type": "basemodel", "name": module[1], "url": module[0],
         "hyperparameters": [{key: {"values": values}} for key, values in hyperparameters.items()]}]}})
    return {"name": name, "url": "./" + file, "runner": "ianvs", "timeout": timeout}


def main(rounds, files):
    """Writes all files."""
    repeated = {"round": list(range(1, rounds + 1))}
    entries = [algorithm("traps", "acts.yaml", ("./trap.py", "Trap"),
                         dict(repeated, act=list(with_innocents(outcomes.TRAPS, {"many_files": " " + files})))),
               algorithm("hanging", "hanging.yaml", ("./trap.py", "Trap"),
                         dict(repeated, act=list(outcomes.HANGING)), SHORT)]
    for number, (name, (file, class_name, *_)) in enumerate(outcomes.ALGORITHMS.items()):
        entries.append(algorithm(name, "named-{}.yaml".format(number), (file, class_name), repeated))
    write("traps.yaml", {"benchmarkingjob": {
        "name": "traps", "workspace": "./workspace", "testenv": "./testenv.yaml",
        "test_object": {"type": "algorithms", "algorithms": entries},
        "rank": {"sort_by": [{"score": "descend"}], "visualization": {"mode": "selected_only", "method": "print_table"},
                 "selected_dataitem": {"paradigms": ["all"], "modules": ["all"], "hyperparameters": ["all"],
                                       "metrics": ["score", "odd"]},
                 "save_mode": "selected_and_all"}}})
    write("testenv.yaml", {"testenv": {
        "dataset": {"train_index": "./data/items.txt", "test_index": "./data/items.txt"},
        "metrics": [{"name": name, "url": "./metrics.py"} for name in ("score", "odd")]}})
    os.makedirs("data", exist_ok=True)
    with open("data/items.txt", "w", encoding="ascii") as file:
        file.write("./one 1\n./two 2\n")


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["1"])[0]), (sys.argv[2:] or ["100000"])[0])
