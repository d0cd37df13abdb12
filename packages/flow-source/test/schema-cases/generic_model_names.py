from prefect import flow
from typing import *
from pydantic import *
import datetime
T = TypeVar("T")
class Box(BaseModel, Generic[T]):
    item: T
class Wrapper(BaseModel):
    b: Box[str]
    c: Box[Optional[int]]
    d: Box[list[int]]
    e: Box[Dict[str, Any]]
    g: Box
    h: Box[Union[int, str]]
    i: Box[int | None]
    k: Box[Box[int]]
    l: Box[Literal["a"]]
    m: Box[Annotated[int, Field(gt=1)]]
    n: Box[datetime.datetime]
@flow
def f(b: Box[int], w: Wrapper, t: T = None): ...
