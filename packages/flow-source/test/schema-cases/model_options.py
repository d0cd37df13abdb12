from prefect import flow
from pydantic import BaseModel, field_validator, model_validator, PlainValidator, ConfigDict, Field
from typing import *
class M(BaseModel):
    a: int
    b: str = "x"
    c: float = 1
    d: Annotated[int, Field(gt=0)] = 3
    @field_validator("a", mode="plain")
    @classmethod
    def _a(cls, v): return v
    @field_validator("b", mode="before", json_schema_input_type=int)
    def _b(cls, v): return v
    @field_validator("*", mode="wrap")
    def _c(cls, v, h): return h(v)
    @model_validator(mode="after")
    def _m(self): return self
class K(BaseModel, extra="forbid", title="KK"):
    class Sub(BaseModel):
        y: int
    s: Sub
    t: "K.Sub"
    u: Optional["K"] = None
class Legacy(BaseModel):
    x: int
    class Config:
        extra = "allow"
        title = "Leg"
class AliasM(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    a: int = Field(validation_alias="va", serialization_alias="sa")
    b: int = Field(alias="bb", default=2)
    c: int = Field(alias="cc", validation_alias="vc", default=3)
    d: Final[int] = 4
    e: int | None = Field(None, exclude=True)
@flow
def f(m: M, k: K, l: Legacy, a: AliasM, a2: AliasM = AliasM(a=1), z: AliasM = AliasM(va=1)): ...
