from __future__ import annotations
from prefect import flow
from typing import TYPE_CHECKING, Optional, List
import typing
if TYPE_CHECKING:
    from foo import Bar
@flow
def f(a: int, b: Optional[int] = 3, c: typing.List[str] = [], d: Bar = None, e: "int" = 1, g: int | None = None, h: list[int] = [], i: dict[str, List[int]] = {}) -> Bar: ...
