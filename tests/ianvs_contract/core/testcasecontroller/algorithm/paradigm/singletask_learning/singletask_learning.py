"""Train once, then predict the test data."""
import os

from core.common.constant import ParadigmType
from core.testcasecontroller.algorithm.paradigm.base import ParadigmBase


class SingleTaskLearning(ParadigmBase):
    """preprocess (twice if the first answers something), train, save, load, predict."""

    def __init__(self, workspace, **kwargs):
        super().__init__(workspace, **kwargs)
        self.initial_model = kwargs.get("initial_model_url")
        if kwargs.get("use_gpu", True):
            os.environ["CUDA_VISIBLE_DEVICES"] = "0"

    def run(self):
        """The predictions, and what system metrics need: nothing."""
        job = self.build_paradigm_job(ParadigmType.SINGLE_TASK_LEARNING.value)
        if job.preprocess() is not None:
            job.preprocess()
        os.environ["BASE_MODEL_URL"] = self.initial_model
        job.train(self.dataset.load_data(self.dataset.train_url, "train"))
        model = job.save(os.path.join(self.workspace, "output/train/"))
        os.environ["RESULT_SAVED_URL"] = os.path.join(self.workspace, "output/inference/")
        job.load(self.initial_model if model is None else model)
        data = self.dataset.load_data(self.dataset.test_url, "inference")
        return job.predict(data if hasattr(data, "need_other_info") else data.x), self.system_metric_info
