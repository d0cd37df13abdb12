from prefect import flow
from typing import *
from pydantic import *
class Ints(RootModel[list[int]]):
    """Ints doc"""
class Root(RootModel):
    root: dict[str, int] = Field(description="root desc", examples=[{"a": 1}])
class Opt(RootModel[Optional[int]]): ...
@flow
def f(i: Ints, r: Root, o: Opt, ii: Ints = Ints([1])): ...
