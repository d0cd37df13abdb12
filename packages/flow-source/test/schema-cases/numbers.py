from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Optional

from prefect import flow
from pydantic import BaseModel, Field

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


class Options(BaseModel):
    ratio: float = 25.0
    count: float = 25
    large: int = 2**63
    bounded: float = Field(default=5.0, ge=0.0, le=1e20, multiple_of=0.5)
    mixed: float = Field(default=5, gt=0, lt=100.0)
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
):
    pass
