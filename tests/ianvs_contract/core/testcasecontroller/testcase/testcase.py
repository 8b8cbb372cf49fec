"""One algorithm with one combination of hyperparameters, in one test environment."""
import os
import uuid

from core.common.constant import SystemMetricType
from core.testcasecontroller.metrics import get_metric_func


class TestCase:
    """`id` names the output folder."""

    def __init__(self, test_env, algorithm):
        self.id = uuid.uuid1()
        self.test_env, self.algorithm, self.output_dir = test_env, algorithm, None

    def _get_output_dir(self, workspace):
        """A folder that does not exist; with one that does, Ianvs looks for ever."""
        folder = os.path.join(workspace, self.algorithm.name, str(self.id))
        assert not os.path.exists(folder), folder
        return folder

    def run(self, workspace):
        """The metrics, by name. Whatever the user's code raises is the cause of a RuntimeError."""
        try:
            self.output_dir = self._get_output_dir(workspace)
            paradigm = self.algorithm.paradigm(workspace=self.output_dir, **vars(self.test_env))
            results, system_metric_info = paradigm.run()
            return self.compute_metrics(results, self.test_env.dataset, **system_metric_info)
        except Exception as error:
            raise RuntimeError(f"{self.algorithm.paradigm_type} did not come to its end: {error}") from error

    def compute_metrics(self, paradigm_result, dataset, **kwargs):
        """Each metric of all labels and all results; the system's of `kwargs`."""
        functions = dict(get_metric_func(metric_dict=metric) for metric in self.test_env.metrics)
        labels = dataset.load_data(dataset.test_url, data_type="eval overall", label=dataset.label).y
        of_system = [known.value for known in SystemMetricType]
        return {name: function(kwargs) if name in of_system else function(labels, paradigm_result)
                for name, function in functions.items()}
