"""What all paradigms have."""
import os

from sedna.core.joint_inference import JointInference

from core.common.constant import ParadigmType


class ParadigmBase:
    """Makes the instances of the user's modules, in the order of the file."""

    def __init__(self, workspace, **kwargs):
        self.workspace, self.modules, self.dataset = workspace, kwargs.get("modules"), kwargs.get("dataset")
        self.system_metric_info = {}
        self.module_instances = {kind: module.get_module_instance(kind) for kind, module in self.modules.items()}
        os.environ["LOCAL_TEST"] = "TRUE"

    def build_paradigm_job(self, paradigm_type):
        """What the paradigm's steps are called on."""
        if paradigm_type == ParadigmType.SINGLE_TASK_LEARNING.value:
            return self.module_instances.get("basemodel")
        return JointInference(estimator=self.module_instances.get("edgemodel"),
                              cloud=self.module_instances.get("cloudmodel"),
                              hard_example_mining=self.module_instances.get("hard_example_mining"),
                              LCReporter_enable=False)
