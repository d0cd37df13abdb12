"""Types and defaults from other modules, in all the ways of importing them."""

import shop_settings as settings
from models import Order, Region
from models.base import *
from models.status import Status as OrderStatus

import models.status
from prefect import flow

from . import flows_helper


class Status:
    """Not an enum: its name is also that of one elsewhere."""


@flow(name=settings.FLOW_NAME)
def f(
    order: Order,
    region: Region = Region.EU,
    status: OrderStatus = OrderStatus.OPEN,
    other: models.status.Status = models.status.DEFAULT,
    base: Base = None,
    limit: int = settings.LIMIT * flows_helper.FACTOR,
    own: Status = None,
    both: flows_helper.Status = flows_helper.Status(code=1),
): ...
