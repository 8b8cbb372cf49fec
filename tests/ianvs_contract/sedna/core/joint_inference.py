"""An edge model, a cloud model, and who decides between them, item by item."""
import copy
import os

from sedna.common.class_factory import ClassFactory, ClassType


class JointInference:
    """`estimator` is the edge model; `hard_example_mining` names a registered class and its parameters."""

    def __init__(self, estimator=None, cloud=None, hard_example_mining=None, LCReporter_enable=True):
        del LCReporter_enable
        self.estimator, self.cloud = estimator, cloud
        path = os.environ.get("model_path", "")
        if not os.path.exists(path):
            raise FileExistsError(f"no edge model at {path!r}")
        self.estimator.load(model_url=path)
        miner = ClassFactory.get_cls(ClassType.HEM, hard_example_mining["method"])
        self.hard_example_mining_algorithm = miner(**hard_example_mining.get("param", {}))

    def inference(self, data=None, post_process=None, mining_mode="inference-then-mining"):
        """[is hard, result, the edge's, the cloud's]; in mode self-design whatever the edge model answers."""
        options = {"mining_mode": mining_mode}
        if mining_mode == "self-design":
            return self.estimator.predict(data, **options)
        if mining_mode == "inference-then-mining":
            edge = self.estimator.predict(data, **options)
            hard = self.hard_example_mining_algorithm(copy.deepcopy(edge))
        elif mining_mode == "mining-then-inference":
            hard = self.hard_example_mining_algorithm(data)
            edge = None if hard else self.estimator.predict(data, **options)
        else:
            raise ValueError(f"there is no mining mode {mining_mode!r}")
        cloud = self.cloud.inference(data, post_process=post_process, **options) if hard else None
        return [hard, copy.deepcopy(cloud if hard else edge), edge, cloud]
