import datetime
import json
import logging
import math
import pathlib
import signal
import string
import sys
from decimal import Decimal

from prefect import flow

LEVELS = {"usual": logging.INFO, "all": [logging.NOTSET]}


@flow
def f(
    level: int = logging.INFO,
    levels=LEVELS,
    ratio: float = math.pi,
    largest: int = sys.maxsize,
    digits: str = string.digits,
    term: int = signal.SIGTERM,
    kind: type = int,
    length=len,
    day=datetime.date,
    path=pathlib.Path,
    number=Decimal,
    write=json.dumps,
    listed=list[int],
):
    """Defaults from the standard library."""
