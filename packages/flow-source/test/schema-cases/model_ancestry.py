from prefect import flow
from typing import *
from pydantic import *
class Animal(BaseModel):
    kind: str
    age: int = 0
    model_config = ConfigDict(extra="allow", title="Beast")
class Cat(Animal):
    kind: Literal["cat"] = "cat"
    name: str
class Mixin:
    mixed: int = 3
class Kitten(Cat, Mixin):
    age: float = Field(1.5, description="in weeks")
class ABase(BaseModel):
    model_config = ConfigDict(alias_generator=lambda s: s.upper())
    x: int
class Cfg(BaseModel):
    model_config = ConfigDict(str_max_length=10)
    s: str
class Doc(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)
    s: str
    """about s"""
@flow
def f(a: Animal, b: Cat, c: Kitten, d: ABase, e: Cfg, g: Doc): ...
