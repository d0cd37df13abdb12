from prefect import flow
from dataclasses import *
from typing import *
import pydantic
from pydantic.dataclasses import dataclass as pdc
T = TypeVar("T")
@dataclass
class A:
    """A doc"""
    x: int
    y: "B"
    z: list[int] = field(default_factory=list)
    w: str = field(default="w", metadata={"title": "WW", "description": "dw"})
    v: int = field(init=False)
    u: int = field(init=False, default=3)
    t: InitVar[int] = 4
    s: ClassVar[int] = 5
@dataclass(kw_only=True)
class B:
    q: Optional["A"] = None
    r: int
@dataclass
class C(B):
    p: int
    _: KW_ONLY
    o: int
@pdc
class P:
    a: int = pydantic.Field(ge=1, description="aa")
    b: Annotated[str, pydantic.Field(alias="bb")] = "x"
@dataclass
class G(Generic[T]):
    x: T
@flow
def f(a: A, b: B, c: C, p: P, g: G[int], h: G, d: B = B(r=2)): ...
