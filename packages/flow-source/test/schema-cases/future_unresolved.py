from __future__ import annotations
from prefect import flow
from typing import *
import typing
from pydantic import *
class Parameters(BaseModel):
    a: Later
@flow
def f(m: "List['Parameters']", n: Later, g: Undefined, h: int, i: typing.Optional[int], j: Optional[int], k: t.List[int], z: List[str]): ...
class Later(BaseModel):
    a: int
