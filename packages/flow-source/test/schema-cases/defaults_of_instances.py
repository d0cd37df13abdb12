from prefect import flow
from typing import *
from pydantic import *
from dataclasses import dataclass
@dataclass
class D:
    x: int = 1
    _p: int = 2
class S(BaseModel):
    d: D = D(x=3)
    ds: list[D] = [D()]
    path: FilePath = "x"
    b: bytes = b"a"
    un: Union[D, int] = 3
    tup: tuple[int, "S"] | None = None
    any_of: Union[list[int], list[str], None] = None
    f: float = 1
    n: None = None
    lit: Literal["a"] = "a"
@flow
def f(s: S = S(), d: D = D(5), l: list[D] = [D(1), D(2)], t: Tuple[D, ...] = (D(),)): ...
