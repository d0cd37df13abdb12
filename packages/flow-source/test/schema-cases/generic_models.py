from prefect import flow
from typing import *
from pydantic import *
T = TypeVar("T")
K = TypeVar("K", bound=int)
class Box(BaseModel, Generic[T]):
    item: T
    items: list[T] = []
class Pair(BaseModel, Generic[T, K]):
    a: T
    b: K
class IntBox(Box[int]):
    more: str = ""
class Wrapper(BaseModel):
    b: Box[str]
    c: Box[Optional[int]]
    d: Box[list[int]]
    e: Box[Dict[str, Any]]
    f: Pair[str, int]
    g: Box
    h: Box[Union[int, str]]
    i: Box[int | str]
    j: Box["Wrapper"]
    k: Box[Box[int]]
    l: Box[Literal["a"]]
    m: Box[Annotated[int, Field(gt=1)]]
    n: Box[bool]
@flow
def f(b: Box[int], w: Wrapper, i: IntBox, p: Pair[str, bool], t: T = None, k: K = 1): ...
