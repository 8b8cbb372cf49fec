"""What the sedna wheel of Ianvs' repository lacks for an incremental job to come to its end.

Ianvs writes what train() gives back into os.environ, so it must be a path; it changes MODEL_URL from round to round,
which that sedna reads once, at import; and sedna waits seconds for a controller that nobody runs here.
"""
import os

from sedna.core.incremental_learning import IncrementalLearning


def train(self, train_data, valid_data=None, post_process=None, **kwargs):
    """Trains the user's model and gives back the path of the new one."""
    model = self.estimator.estimator
    model.train(train_data, valid_data, **kwargs)
    return model.save(os.environ["MODEL_URL"])


IncrementalLearning.train = train
IncrementalLearning.model_path = property(lambda self: os.environ["MODEL_URL"])
IncrementalLearning.report_task_info = lambda self, *args, **kwargs: None
