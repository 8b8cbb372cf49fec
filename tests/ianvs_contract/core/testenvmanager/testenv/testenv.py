"""Data, metrics and settings that all test cases share."""
from core.testenvmanager.dataset import Dataset


class TestEnv:
    """The key `testenv` of a file; keys that nobody knows reach the paradigm as keywords."""

    def __init__(self, config):
        self.model_eval = {"model_metric": {"mode": "", "name": "", "url": ""}, "threshold": 0.9, "operator": ">"}
        self.metrics, self.dataset, self.use_gpu = [], None, False
        self.incremental_rounds, self.round, self.client_number = 2, 1, 1
        for key, value in config["testenv"].items():
            setattr(self, key, Dataset(value) if key == "dataset" else value)
        if not self.metrics:
            raise ValueError("the test environment has no metrics")

    def prepare(self):
        """Before the first test case."""
        try:
            self.dataset.process_dataset()
        except Exception as error:
            raise RuntimeError(f"the data could not be prepared: {error}") from error
