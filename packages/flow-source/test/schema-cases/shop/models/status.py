from enum import Enum


class Status(str, Enum):
    OPEN = "open"
    DONE = "done"


DEFAULT = Status.DONE
