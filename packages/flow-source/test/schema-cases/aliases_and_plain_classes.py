from prefect import flow
from typing import *
Id = NewType("Id", int)
Ids = List[Id]
Alias: TypeAlias = "dict[str, int]"
Opt = Optional[Ids]
class Plain: 
    def __init__(self): pass
class Exc(Exception): ...
P = Protocol
@flow
def f(a: Id, b: Ids, c: Alias, d: Opt = None, e: Plain = Plain(), g: Exc = None, h: list[Plain] = [], i: Type[Plain] = Plain, j: Type = int, k: type[int] = int, l: Callable[[int], str] = print, m: Any = 1, n: object = 2, o=3, p: None = None, q: "int" = 1, r: Iterable[int] = [], s: Sequence[str] = (), t: Mapping[str, int] = {}, u: tuple = (), v: Tuple[int, ...] = (1,), w: tuple[()] = (), x: Tuple[int, str] = (1, "a"), y: frozenset[int] = frozenset({2, 1}), z: set[str] = {"b", "a"}): ...
