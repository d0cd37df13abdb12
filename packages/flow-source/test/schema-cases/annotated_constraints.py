from prefect import flow
from typing import *
from pydantic import *
from annotated_types import Len
import datetime as dt
@flow
def f(a: Annotated[int, Field(default=5)], b: Annotated[int, Field(alias="x")], c: Annotated[int, Field(default_factory=int)], d: Annotated[list[Annotated[int, Field(ge=1, title="T", description="dd")]], Field(min_length=1)] = [1], e: Optional[Annotated[str, Field(pattern="^a$")]] = None, g: Annotated[Optional[str], Field(max_length=3)] = None, h: Annotated[str, Field(gt=1)] = "", i: Annotated[list[int], Field(pattern="x")] = [], j: Annotated[dict[str, int], Field(min_length=2)] = {}, k: Annotated[tuple[int, str], Field(min_length=2)] = (1, "a"), l: Annotated[dt.date, Field(ge=dt.date(2020,1,1))] = dt.date(2021,1,1), m: Annotated[Union[int, str], Field(ge=3)] = 3, n: Annotated[Sequence[int], Field(min_length=1)] = [1], o: Annotated[set[int], Len(1)] = {1}): ...
