from prefect import flow
from typing import *
from pydantic import *
class Parameters(BaseModel):
    a: int
@flow
def f(m: Parameters): ...
