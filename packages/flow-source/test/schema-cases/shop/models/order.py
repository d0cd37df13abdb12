from __future__ import annotations

from enum import IntEnum

from .base import Base
from .status import Status


class Region(IntEnum):
    EU = 1
    US = 2


class Order(Base):
    region: Region = Region.US
    status: Status | None = None
    lines: list[Line] = []


class Line(Base):
    sku: str
