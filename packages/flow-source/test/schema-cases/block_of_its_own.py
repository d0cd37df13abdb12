from prefect import flow
from prefect.blocks.core import Block
class My(Block):
    x: int
@flow
def f(a: My): ...
