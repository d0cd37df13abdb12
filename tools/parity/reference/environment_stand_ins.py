"""
Stands in for environment variables that a repository's code can't be imported without: whoever deploys has them set.
Used only where the import failed: a variable that is merely looked for stays unset as long as possible.
"""

import os
import re
import sys

from pydantic import ValidationError
from pydantic_settings import BaseSettings

def value_for(name):
    """A value that most code takes: by default one that is good as a text, a number and a boolean."""
    if re.search(r"(URL|URI|DSN)$", name.upper()):
        return "sqlite://" if re.search(r"DB|DATABASE|SQL|POSTGRES", name.upper()) else "http://stand-in.invalid"
    if re.search(r"(PATH|DIR|FOLDER|DIRECTORY)(_|$)", name.upper()):
        return os.environ["TMPDIR"]
    return "1"


class EnvironmentStandIns:
    def __init__(self, folder):
        self.folder = os.path.realpath(folder) + os.sep
        self.active = False
        self.was_active = False

    def help_with(self, error):
        """Whether an import that failed so is worth another attempt."""
        cause = getattr(error, "user_exc", error)
        if isinstance(cause, ValidationError):
            return self.set_fields(cause)
        if self.was_active:
            return False
        self.answer_repository()
        return True

    @staticmethod
    def set_fields(error):
        """Sets what a class of settings says it lacks."""
        prefixes = {one.__name__: one.model_config.get("env_prefix", "") for one in subclasses(BaseSettings)}
        names = [str(one["loc"][0]) for one in error.errors() if one["type"] == "missing" and one["loc"]]
        names = [f"{prefixes.get(error.title, '')}{name}".upper() for name in names]
        new = [name for name in names if name not in os.environ]
        os.environ.update({name: value_for(name) for name in new})
        return bool(new) and error.title in prefixes

    def answer_repository(self):
        """From now on code of the repository finds each variable that it asks for without a default."""
        self.active = self.was_active = True
        kind, stand_ins = type(os.environ), self
        getitem = kind.__getitem__

        def answer(environment, key):
            try:
                return getitem(environment, key)
            except KeyError:
                if environment is os.environ and stand_ins.is_asked_by_repository():
                    return value_for(key)
                raise

        def get(environment, key, default=None):
            try:
                return getitem(environment, key)
            except KeyError:
                asked = not default and environment is os.environ and stand_ins.is_asked_by_repository()
                return value_for(key) if asked else default

        kind.__getitem__, kind.get = answer, get

    def is_asked_by_repository(self):
        if not self.active:
            return False
        frame = sys._getframe(2)
        # `os.getenv` stands in between.
        while frame and frame.f_globals.get("__name__") == "os":
            frame = frame.f_back
        if frame is None or frame.f_code.co_filename.startswith("<"):
            return False
        return os.path.realpath(frame.f_code.co_filename).startswith(self.folder)


def subclasses(kind):
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)
