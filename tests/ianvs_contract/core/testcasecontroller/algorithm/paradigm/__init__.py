from .joint_inference import JointInference
from .singletask_learning import SingleTaskLearning
