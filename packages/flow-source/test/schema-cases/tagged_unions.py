from prefect import flow
from typing import *
from pydantic import *
class Cat(BaseModel):
    kind: Literal["cat"]
class Dog(BaseModel):
    kind: Literal["dog", "puppy"] = "dog"
class Owner(BaseModel):
    pet: Union[Cat, Dog] = Field(discriminator="kind")
    pets: list[Annotated[Union[Cat, Dog], Field(discriminator="kind")]] = []
@flow
def f(o: Owner, p: Annotated[Union[Cat, Dog], Field(discriminator="kind")]): ...
