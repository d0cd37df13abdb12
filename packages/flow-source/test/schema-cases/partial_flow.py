from prefect import flow
from functools import partial
fl = partial(flow, retries=2, name="partial name")
@fl
def f(a: int = 1): ...
