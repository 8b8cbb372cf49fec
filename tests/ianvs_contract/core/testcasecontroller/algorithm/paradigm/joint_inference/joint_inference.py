"""Each item by the edge model, the cloud model, or both."""
import os

from core.common.constant import ParadigmType
from core.common.log import LOGGER
from core.testcasecontroller.algorithm.paradigm.base import ParadigmBase


class JointInference(ParadigmBase):
    """One `job.inference` an item, in the data's order."""

    def __init__(self, workspace, **kwargs):
        super().__init__(workspace, **kwargs)
        self.inference_dataset, self.kwargs = None, kwargs
        self.hard_example_mining_mode = kwargs.get("hard_example_mining_mode", "mining-then-inference")

    def set_config(self):
        """Loads the data and lets the user's processor have all of it; KeyError where a module is missing."""
        shared = os.path.dirname(self.workspace)  # by all test cases of the algorithm
        os.environ["RESULT_SAVED_URL"] = shared
        os.makedirs(shared, exist_ok=True)
        self.inference_dataset = self.dataset.load_data(self.dataset.test_url, "inference")
        processor = self.module_instances.get("dataset_processor")
        if callable(processor):
            self.inference_dataset = processor(self.inference_dataset)
        missing = {"edgemodel", "cloudmodel", "hard_example_mining"} - set(self.module_instances)
        if missing:
            raise KeyError(f"modules are missing: {sorted(missing)}")

    def run(self):
        """A list of one result an item, and what system metrics need: nothing."""
        self.set_config()
        job = self.build_paradigm_job(ParadigmType.JOINT_INFERENCE.value)
        results = self._inference(job)
        self._cleanup(job)
        return results, self.system_metric_info

    def _inference(self, job):
        results = [job.inference(item, mining_mode=self.hard_example_mining_mode) for item in self.inference_dataset.x]
        LOGGER.info("%d items", len(results))
        return results

    def _cleanup(self, job):
        for holder in [*self.module_instances.values(), job.hard_example_mining_algorithm]:
            if hasattr(holder, "cleanup"):
                holder.cleanup()
