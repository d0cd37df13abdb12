from prefect import flow
from pydantic import BaseModel, Field
from typing import Generic, TypeVar, Optional
T = TypeVar("T"); U = TypeVar("U", int, str)
class Page(BaseModel, Generic[T]):
    """A page."""
    items: list[T]
    next: Optional["Page[T]"] = None
class User(BaseModel):
    name: str
class Both(BaseModel, Generic[T, U]):
    t: T
    u: U
class Sub(Both[T, int], Generic[T]):
    z: Optional[T] = None
@flow
def f(a: Page[User], b: Both[str, int], c: Sub[float], d: Page, e: Page[Page[User]]): ...
