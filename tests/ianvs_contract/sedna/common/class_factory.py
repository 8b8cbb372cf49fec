"""Classes and functions of user code, by kind and name."""


class ClassType:
    """The kinds that Ianvs asks for."""
    GENERAL = "general"
    HEM = "hard_example_mining"


class ClassFactory:
    """One registry for the whole process: the last one to register a name has it."""
    __registry__ = {}

    @classmethod
    def register(cls, type_name=ClassType.GENERAL, alias=None):
        """Decorator that enters a class or function under its own name, or `alias`."""
        def enter(member):
            cls.__registry__.setdefault(type_name, {})[alias or member.__name__] = member
            return member
        return enter

    @classmethod
    def get_cls(cls, type_name, t_cls_name=None):
        """What was registered; ValueError where nothing was."""
        try:
            return cls.__registry__[type_name][t_cls_name]
        except KeyError:
            raise ValueError(f"{t_cls_name!r} of kind {type_name!r} was never registered") from None
