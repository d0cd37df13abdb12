from pydantic import BaseModel

FACTOR = 3


class Status(BaseModel):
    code: int
