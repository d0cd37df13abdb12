from prefect import flow
from typing import *
@flow
def f(json: int, copy: str = "a", *args: int, k: Callable, l: Optional[Callable] = None, m: Union[Callable, int] = 3, **kwargs: str): ...
