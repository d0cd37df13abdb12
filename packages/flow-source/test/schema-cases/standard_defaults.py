from prefect import flow
from pydantic import *
from datetime import *
from uuid import UUID
from pathlib import Path
from decimal import Decimal
@flow
def f(a: datetime = datetime(2020,1,1), b: date = date(2020,1,1), c: timedelta = timedelta(days=1, seconds=3.5), d: time = time(1,2), e: UUID = UUID("12345678123456781234567812345678"), p: Path = Path("a/b"), q: Decimal = Decimal("1.50"), r: bytes = b"abc", s: set = {1}, t: tuple = (1,"a"), u: timezone = timezone.utc, v: type = int, w: object = object(), x=..., y=int, z=lambda: 1): ...
