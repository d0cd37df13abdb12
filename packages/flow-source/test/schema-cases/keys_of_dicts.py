from prefect import flow
from pydantic import Field
from typing import Annotated
import collections
@flow
def f(b: collections.defaultdict[str, list], z: dict[Annotated[str, Field(pattern="^a")], int] = {}, aa: dict[Annotated[str, Field(max_length=3)], int] = {}, bb: dict[str, Annotated[int, Field(title="x", ge=1)]] = {}): ...
