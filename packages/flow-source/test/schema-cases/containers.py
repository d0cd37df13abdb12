from prefect import flow
from typing import *
from pydantic import Field
import collections, decimal, fractions, ipaddress, pathlib, re, uuid, zoneinfo, os, datetime
@flow
def f(a: collections.deque[int], b: collections.defaultdict[str, list], c: collections.OrderedDict[str, int], d: collections.Counter[str], e: decimal.Decimal = decimal.Decimal("1.20"), f: fractions.Fraction = None, g: ipaddress.IPv4Address = None, h: pathlib.Path = pathlib.Path("a") / "b", i: re.Pattern = re.compile("a"), j: re.Pattern[str] = None, k: uuid.UUID = uuid.UUID("urn:uuid:12345678-1234-5678-1234-567812345678"), l: zoneinfo.ZoneInfo = zoneinfo.ZoneInfo("UTC"), m: os.PathLike = "", n: os.PathLike[str] = "", o: datetime.timezone = None, p: datetime.timedelta = datetime.timedelta(hours=1, minutes=30), r: Deque[int] = None, s: DefaultDict[str, int] = None, t: bytes = b"\xff", u: bytearray = b"", v: complex = None, w: range = range(3), x: dict[int, str] = {1: "a"}, y: dict[pathlib.Path, datetime.date] = {}, z: dict[Annotated[str, Field(pattern="^a")], int] = {}, aa: dict[Annotated[str, Field(max_length=3)], int] = {}): ...
from pydantic import Field
