from prefect import flow
from pydantic import BaseModel


class Order(BaseModel):
    "Order" f" of today"

    id: int = 1


@flow
def f(x: Order = Order(id=2)):
    "Joined" f" with one that is formatted."
