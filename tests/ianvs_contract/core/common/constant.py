"""Names that job files may use."""
from enum import Enum


class ParadigmType(Enum):
    """Paradigms."""
    SINGLE_TASK_LEARNING = "singletasklearning"
    JOINT_INFERENCE = "jointinference"


class ModuleType(Enum):
    """Modules of an algorithm."""
    BASEMODEL = "basemodel"
    EDGEMODEL = "edgemodel"
    CLOUDMODEL = "cloudmodel"
    DATA_PROCESSOR = "dataset_processor"
    HARD_EXAMPLE_MINING = "hard_example_mining"


class SystemMetricType(Enum):
    """Metrics that need no file of the user's."""
    SAMPLES_TRANSFER_RATIO = "samples_transfer_ratio"
