from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any, Literal, Optional

from prefect import flow
from pydantic import BaseModel, Field, RootModel
from pydantic.dataclasses import dataclass as pydantic_dataclass

LIMIT = 10**20
HALF = 50 / 2


class Speed(Enum):
    SLOW = 1.0
    FAST = 25.0


class Mixed(Enum):
    WHOLE = 1
    FRACTION = 25.0


@dataclass
class Range:
    low: float = 0.0
    high: float = 1e16
    steps: tuple[float, ...] = (1, 2.5)


@pydantic_dataclass
class Box:
    width: float = 1
    height: float | str = 2
    depth: list[float] = Field(default_factory=list)


class Holder(BaseModel):
    range: Range = Range(high=30)
    ranges: list[Range] = [Range(low=1, high=2)]
    box: Box = Box(3, 4)
    maybe: Optional[Range] = None


class Ratio(RootModel[float]):
    pass


class Options(BaseModel):
    ratio: float = 25.0
    count: float = 25
    large: int = 2**63
    bounded: float = Field(default=5.0, ge=0.0, le=1e20, multiple_of=0.5)
    mixed: float = Field(default=5, gt=0, lt=100.0)
    optional: Optional[float] = 7
    either: float | int = 7
    other: int | float = 7.0
    text: float | str = 7
    items: list[float] = [1, 2.5]
    by_name: dict[str, float] = {"a": 1}
    deep: dict[str, list[Optional[float]]] = {"a": [1, None]}
    anything: Any = 1
    pair: tuple[float, int] = (1, 1)
    bounded_int: Annotated[float, Field(ge=0)] = 1
    nested: dict[str, Any] = {"a": [1.0, 2, {"b": -0.0}], "c": 1e-7}


@flow
def f(
    a=25.0,
    b=25,
    c=1e16,
    d=-0.0,
    e=10**20,
    g=LIMIT,
    h=HALF,
    i: float = 3,
    j: list = [1.0, 2, 1e22, 0.1],
    k: dict = {"x": {"y": [25.0, 100000000000000000001]}, 1.0: 2.0},
    l: Optional[float] = 1e-05,
    m: Annotated[float, Field(ge=-1.0, lt=9007199254740993)] = 0.0,
    n: Annotated[int, Field(ge=0, multiple_of=5)] = 10,
    o: Literal[1, 2] = 1,
    p: Speed = Speed.FAST,
    q: Mixed = Mixed.FRACTION,
    r: Options = Options(ratio=30, count=2.0),
    s: Range = Range(high=25.0),
    t: tuple[float, int] = (1.0, 1),
    u: Decimal = Decimal("25.0"),
    v: Annotated[float, Field(examples=[1.0, 2], json_schema_extra={"step": 5.0, "n": 10**20})] = 1.0,
    w: float = 1e400 if False else 1e300,
    x: set = {1.0},
    y: Range = Range(high=30),
    z: Options = Options(optional=8, either=8, text=8, items=[3, 4], by_name={"b": 2}, pair=(2, 2)),
    aa: Ratio = Ratio(3),
    ii: Annotated[Decimal, Field(ge=0, lt=10**20, multiple_of=5)] = Decimal("5"),
    jj: Annotated[Fraction, Field(gt=1)] = Fraction(3),
    bb: Box = Box(5, 6, [7]),
    cc: Box = Box(),
    dd: Holder = Holder(),
    ee: Holder = Holder(range=Range(high=31), ranges=[Range(high=32)], box=Box(8), maybe=Range(low=1)),
    ff: list[Range] = [Range(high=33)],
    gg: list[Ratio] = [Ratio(34)],
    hh: Optional[Box] = Box(9),
):
    pass
