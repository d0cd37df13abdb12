from __future__ import annotations
from prefect import flow
from typing import Optional, List
from pydantic import BaseModel, Field
@flow
def f(a: Later, b: "Later", c: Optional["Later"] = None, d: List[Later] = []): ...
class Later(BaseModel):
    x: List[Later] = Field(default_factory=list)
