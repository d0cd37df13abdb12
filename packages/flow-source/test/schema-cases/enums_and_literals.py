from prefect import flow
from typing import *
from pydantic import *
from enum import Enum, IntEnum, auto, Flag
class E(Enum):
    A = 1
    B = 1
    C = "x"
class I(IntEnum):
    """  Doc
      more """
    A = auto()
    B = auto()
class F(Enum):
    A = 1.0
    B = (1, 2)
class G(str, Enum):
    A = 1
class H(Flag):
    A = auto()
    B = auto()
    C = auto()
@flow
def f(e: E = E.B, i: I = I.A, ff: F = F.B, g: G = G.A, l: Literal[E.A, "q", 1, None] = E.A, l2: Literal["a"] = "a", l3: Literal[1, 2] = 2, l4: Literal[True, 1] = 1, h: H = H.A, o: Optional[Literal["a","b"]] = None, ll: Literal[Literal["a"], "a", "b"] = "a", d: dict[E, I] = {}, dd: Dict[Literal["a"], int] = {}): ...
