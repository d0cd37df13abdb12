from prefect import flow
from typing import TYPE_CHECKING, Optional, List
if TYPE_CHECKING:
    from foo import Bar
@flow
def f(a: "Bar", b: "int" = 1, c: Optional["Bar"] = None, d: List[int] = []): ...
