"""One module of an algorithm: the user's file, its class and its hyperparameters."""
from sedna.common.class_factory import ClassFactory, ClassType

from core.common import utils
from core.common.constant import ModuleType
from core.testcasecontroller.generation_assistant import get_full_combinations


class Module:
    """An entry of the key `modules`; empties the hyperparameters' dicts that it is given."""

    def __init__(self, config):
        self.type = self.name = self.url = ""
        self.hyperparameters, self.hyperparameters_list = {}, []
        for key, value in config.items():
            if key == "hyperparameters":
                self.hyperparameters_list = self._combinations(value)
            if key in vars(self):
                setattr(self, key, value)
        if self.type not in [known.value for known in ModuleType]:
            raise ValueError(f"there is no module type {self.type!r}")

    @staticmethod
    def _combinations(config):
        shared, named = {}, []
        for entry in config:
            name, content = entry.popitem()
            if name == "other_hyperparameters":
                for file in content.get("values"):
                    shared.update(utils.yaml2dict(file))
            else:
                named.append((name, content.get("values")))
        return [{**shared, **chosen} for chosen in get_full_combinations(named)]

    def get_module_instance(self, module_type):
        """An instance of the user's class; for hard example mining its name and parameters."""
        described = {"method": self.name, "param": self.hyperparameters}
        if not self.url:
            return described
        try:
            utils.load_module(self.url)
            if module_type == ModuleType.HARD_EXAMPLE_MINING.value:
                return described
            return ClassFactory.get_cls(ClassType.GENERAL, self.name)(**self.hyperparameters)
        except Exception as error:
            raise RuntimeError(f"class {self.name} of module {module_type} could not be made: {error}") from error
