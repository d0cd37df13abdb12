from prefect import flow
from typing import *
from annotated_types import Ge
from pydantic import BaseModel, Field
class M(BaseModel):
    x: List[Annotated[int, Field(title="T"), Ge(1)]] = []
class N(BaseModel):
    m: Annotated[M, Field(min_length=1)] = None
@flow
def f(a: List[Annotated[int, Field(title="T"), Ge(1)]], b: M, c: N, d: Annotated[M, Field(pattern="^[a-z]:x")] = None): ...
