from prefect import flow
from enum import Enum
from dataclasses import dataclass
class Outer:
    class Inner(Enum):
        A = 1
    @dataclass
    class Data:
        x: int = 1
class Inner(Enum):
    B = 2
@flow
def f(a: Outer.Inner = Outer.Inner.A, b: Inner = Inner.B, c: Outer.Data = Outer.Data()): ...
