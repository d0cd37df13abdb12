from prefect import flow
from typing import NamedTuple, Optional, List
from typing_extensions import TypedDict, NotRequired, Required
import typing
class TD(TypedDict, total=False):
    """td doc"""
    a: int
    b: Required[str]
class TD2(TD):
    c: NotRequired[List["TD"]]
    d: Optional[int]
class NT(NamedTuple):
    """nt doc"""
    x: int
    y_z: str = "q"
class Old(TypedDict):
    x: int
@flow
def f(a: TD, b: TD2, c: NT, e: Old, d: NT = NT(1), g: TD = {"a": 1}): ...
