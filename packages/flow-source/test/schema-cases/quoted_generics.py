from prefect import flow
from typing import *
from pydantic import *
@flow
def f(m: "List['Later']", n: List["Later"], o: Optional["Later"], p: "Later"): ...
class Later(BaseModel):
    a: int
