from prefect import flow
from typing import Optional
try:
    from foo_missing import Thing
except ImportError:
    Thing = None
try:
    import json
    DEFAULT = "yes"
except ImportError:
    DEFAULT = "no"
if 3 > 2:
    X = 1
else:
    X = 2
for i in range(3):
    LOOP = i
with open(__file__) as fh:
    W = 1
@flow
def f(a: str = DEFAULT, b: int = X, c: int = W): ...
