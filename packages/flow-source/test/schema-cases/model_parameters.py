from prefect import flow
from typing import *
from pydantic import *
class M(BaseModel):
    a: int
    b: str = "x"
@flow
def f(m: M, n: Optional[M] = None, k: list[M] = [], d: M = M(a=1)): ...
