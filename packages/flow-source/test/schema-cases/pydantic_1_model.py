from prefect import flow
from pydantic import BaseModel
from pydantic.v1 import BaseModel as V1
class M(V1):
    x: int
@flow
def f(a: M, b: int): ...
