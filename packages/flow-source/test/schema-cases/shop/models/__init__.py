from .base import Base
from .order import Order, Region

__all__ = ["Base", "Order", "Region"]
