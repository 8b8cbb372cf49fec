"""A paradigm, its modules and settings."""
import copy

from core.common.constant import ParadigmType
from core.common.utils import load_module
from core.testcasecontroller.algorithm.module import Module
from core.testcasecontroller.algorithm.paradigm import JointInference, SingleTaskLearning
from core.testcasecontroller.generation_assistant import get_full_combinations


class Algorithm:
    """The key `algorithm` of a file; `modules_list` holds a dict of modules for each combination of hyperparameters."""

    def __init__(self, name, config):
        self.name = name
        self.paradigm_type = self.initial_model_url = self.mode = ""
        self.quantization_type = self.llama_quantize_path = ""
        self.third_party_packages, self.modules, self.modules_list = [], [], None
        for key, value in config["algorithm"].items():
            if key == "modules":
                self.modules_list = self._combinations(value)
            if key in vars(self):
                setattr(self, key, value)
        if self.paradigm_type not in [known.value for known in ParadigmType]:
            raise ValueError(f"there is no paradigm {self.paradigm_type!r}")
        for package in self.third_party_packages:
            try:
                load_module(package["url"])
            except Exception as error:
                raise RuntimeError(f"third party package {package['name']} could not be loaded: {error}") from error

    @staticmethod
    def _combinations(config):
        choices = []
        for module in map(Module, config):
            variants = []
            for hyperparameters in module.hyperparameters_list:
                variants.append(copy.deepcopy(module))
                variants[-1].hyperparameters = hyperparameters
            choices.append((module.type, variants or [module]))
        return get_full_combinations(choices)

    def paradigm(self, workspace, **kwargs):
        """The paradigm with the user's modules in it."""
        made = {"singletasklearning": SingleTaskLearning, "jointinference": JointInference}[self.paradigm_type]
        return made(workspace, **{**kwargs, **vars(self)})
