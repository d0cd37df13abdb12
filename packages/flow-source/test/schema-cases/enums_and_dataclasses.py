from prefect import flow
from pydantic import *
from enum import Enum
from dataclasses import dataclass, field
class E(str, Enum):
    "doc of E"
    A = "a"
    B = "b"
@dataclass
class D:
    x: int
    e: E = E.A
    y: list = field(default_factory=list)
@flow
def f(e: E, d: D, e2: E = E.B, d2: D = D(1), l: list[E] = [E.A], dd: dict[str, E] = {"a": E.A}): ...
