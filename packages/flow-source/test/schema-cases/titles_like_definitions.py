from prefect import flow
from pydantic import BaseModel
from typing import Optional
class A(BaseModel):
    "doc"
    b: Optional["B"] = None
class B(BaseModel):
    a: Optional[A] = None
    M: "Q"
class Q(BaseModel): ...
@flow
def f(A: A, B: Optional[B] = None): ...
