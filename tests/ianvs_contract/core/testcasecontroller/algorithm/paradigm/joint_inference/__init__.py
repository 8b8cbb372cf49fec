from .joint_inference import JointInference
