"""
Stands in for packages that a repository's own code imports and that aren't installed, so that Prefect stores what it
would store once they are. Only imports by files of the repository are answered; those by installed packages fail as
they would anyway. Packages of the repository itself, in a project that can be installed, are found as if it was.
"""

import importlib.abc
import importlib.machinery
import os
import sys
import types
import typing

from pydantic import PydanticSchemaGenerationError
from pydantic_core import core_schema


class StandInType(type):
    """The type of stand-ins: whatever is asked of one is a stand-in again."""

    def __getattr__(cls, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return stand_in(name, cls.__module__)

    def __call__(cls, *args, **kwargs):
        if decorates(args, kwargs):
            return args[0]
        return super().__call__(*args, **kwargs)

    def __getitem__(cls, _):
        return cls

    def __setitem__(cls, key, value):
        pass

    def __iter__(cls):
        return iter(())

    def __len__(cls):
        return 0

    def __bool__(cls):
        return True

    def __contains__(cls, _):
        return False

    def __or__(cls, other):
        return typing.Union[cls, other]

    def __ror__(cls, other):
        return typing.Union[other, cls]


def decorates(args, kwargs):
    """Whether a call applies a decorator; one of an unknown package is taken to leave the function as it is."""
    return len(args) == 1 and not kwargs and (isinstance(args[0], types.FunctionType) or is_flow(args[0]))


def is_flow(value):
    return type(value).__module__.split(".")[0] == "prefect"


KINDS = [("Warning", Warning), ("Error", Exception), ("Exception", Exception)]


def stand_in(name, module):
    # Other code asks these to be what their names say.
    kinds = [kind for word, kind in KINDS if name.endswith(word)]
    return StandInType(name, (StandIn, *kinds[:1]), {"__module__": module})


class StandIn(metaclass=StandInType):
    def __init__(self, *args, **kwargs):
        pass

    def __init_subclass__(cls, **kwargs):
        pass

    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        """A field of a model may have this type: so the real one must be a type that pydantic knows."""
        try:
            return handler(source)
        except PydanticSchemaGenerationError:
            return core_schema.any_schema()

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn()

    def __call__(self, *args, **kwargs):
        return args[0] if decorates(args, kwargs) else StandIn()

    def __getitem__(self, _):
        return StandIn()

    def __setitem__(self, key, value):
        pass

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __bool__(self):
        return True

    def __contains__(self, _):
        return False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def __int__(self):
        return 0

    def __float__(self):
        return 0.0

    def __str__(self):
        return "stand-in"

    __index__ = __int__
    __fspath__ = __str__


def _operator(self, *_):
    return StandIn()


for _name in "add sub mul truediv floordiv mod pow and or xor lshift rshift matmul".split():
    setattr(StandIn, f"__{_name}__", _operator)
    setattr(StandIn, f"__r{_name}__", _operator)
for _name in "neg pos invert abs".split():
    setattr(StandIn, f"__{_name}__", _operator)
for _name in "lt le gt ge".split():
    setattr(StandIn, f"__{_name}__", lambda self, _: True)


def take_in_environment():
    """Lets code use stand-ins with the environment, which takes nothing but texts."""
    kind = type(os.environ)
    getitem, setitem = kind.__getitem__, kind.__setitem__

    def get_text(environment, key):
        if isinstance(key, (StandIn, StandInType)):
            raise KeyError(key)
        return getitem(environment, key)

    def set_text(environment, key, value):
        setitem(environment, key, "stand-in" if isinstance(value, (StandIn, StandInType)) else value)

    kind.__getitem__, kind.__setitem__ = get_text, set_text


class StandInModule(types.ModuleType):
    __path__: list = []

    def __getattr__(self, name):
        if name == "__all__":
            return []
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        made = stand_in(name, self.__name__)
        setattr(self, name, made)
        return made


class StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Comes last in `sys.meta_path`: sees only what nothing else finds."""

    def __init__(self, folder):
        self.folder = os.path.realpath(folder) + os.sep
        self.names = set()
        self.found = None

    def find_spec(self, name, path=None, target=None):
        package = name.rpartition(".")[0]
        if package and not self.is_stood_in(sys.modules.get(package)):
            return None
        if not package:
            importer = self.importer()
            if not importer.startswith(self.folder) and not importer.endswith("prefect/utilities/importtools.py"):
                return None
            own = importlib.machinery.PathFinder.find_spec(name, self.projects())
            if own and own.loader:
                return own
            if not importer.startswith(self.folder):
                return None
        self.names.add(name.partition(".")[0])
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def is_stood_in(self, package):
        """A folder of the repository without `__init__.py` would give way to an installed package of its name."""
        if isinstance(package, StandInModule):
            return True
        is_folder = package is not None and getattr(package, "__file__", None) is None and hasattr(package, "__path__")
        return is_folder and self.importer().startswith(self.folder)

    def projects(self):
        """Folders that installing the repository's projects would make importable."""
        if self.found is None:
            self.found = []
            for root, folders, files in os.walk(self.folder):
                folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
                if not {"pyproject.toml", "setup.py", "setup.cfg"}.isdisjoint(files):
                    self.found += [os.path.join(root, "src"), root]
        return self.found

    @staticmethod
    def importer():
        """The file with the import."""
        frame = sys._getframe(2)
        while frame and ("importlib" in frame.f_code.co_filename or frame.f_code.co_filename == __file__):
            frame = frame.f_back
        if frame is None or frame.f_code.co_filename.startswith("<"):
            return ""
        return os.path.realpath(frame.f_code.co_filename)

    def create_module(self, spec):
        return StandInModule(spec.name)

    def exec_module(self, module):
        pass
