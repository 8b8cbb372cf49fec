"""Runs one test case: learns to read handwritten digits and measures how well.

ianvs-agent starts this program once for each test case. Two files make the whole interface:
  IANVS_TESTCASE  names a JSON file that says which algorithm to run with which hyperparameters,
  IANVS_RESULT    names the file to write: a JSON object of metrics.
Exit status 0 with such a file is a success; anything else is a failure of this test case alone.
"""

import importlib.util
import json
import os

from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

CLASSIFIERS = {"svc": SVC, "forest": RandomForestClassifier, "knn": KNeighborsClassifier}


def make_model(test_case):
    """The classifier that the base model's name asks for, with this test case's hyperparameters."""
    module = next(m for m in test_case["modules"] if m["type"] == "basemodel")
    hyperparameters = {h["name"]: h["value"] for h in module["hyperparameters"]}
    return CLASSIFIERS[module["name"]](**hyperparameters)


def load_data(dataset):
    """Pictures and digits, (to learn from, to test with); the same split in every test case."""
    pictures, digits = load_digits(return_X_y=True)
    return train_test_split(pictures, digits, test_size=dataset["test_share"],
                            random_state=dataset["seed"], stratify=digits)


def load_metric(metric):
    """The function called `name` in the Python file at `url`, as Ianvs' testenv files name metrics."""
    spec = importlib.util.spec_from_file_location(metric["name"], metric["url"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, metric["name"])


def main():
    with open(os.environ["IANVS_TESTCASE"], encoding="utf-8") as file:
        test_case = json.load(file)
    testenv = test_case["testenv"]

    x_train, x_test, y_train, y_test = load_data(testenv["dataset"])
    model = make_model(test_case)
    model.fit(x_train, y_train)
    predicted = model.predict(x_test)

    result = {m["name"]: load_metric(m)(y_test, predicted) for m in testenv["metrics"]}
    with open(os.environ["IANVS_RESULT"], "w", encoding="utf-8") as file:
        json.dump(result, file)


if __name__ == "__main__":
    main()
