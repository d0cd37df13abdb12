from prefect import flow

sep = "before"
pathsep = "before"
from os.path import sep  # noqa: E402
from datetime import *  # noqa: E402, F403

pathsep = "after"


@flow
def f(x: str = pathsep, y: date = date(2024, 1, 2)): ...  # noqa: F405
