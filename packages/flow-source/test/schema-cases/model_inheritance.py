from prefect import flow
from typing import *
from pydantic import *
class Base(BaseModel):
    """Base doc."""
    id: int = Field(..., description="The id", ge=1, examples=[1, 2])
    name: str = Field("x", alias="Name", title="The name", max_length=3)
    tags: list[str] = Field(default_factory=list)
    opt: Optional["Child"] = None
    _private: int = 3
    kind: ClassVar[str] = "b"
    model_config = ConfigDict(extra="forbid", title="Titled")
class Child(Base):
    model_config = {"extra": "allow", "json_schema_extra": {"examples": [{"id": 1}]}}
    id: float = 2
    extra_field: dict[str, "Other"]
    @field_validator("id")
    def check(cls, v): return v
    @computed_field
    @property
    def c(self) -> int: return 1
class Other(BaseModel):
    value: Union[int, str, None]
    self_ref: Optional["Other"] = None
    items: list["Other"] = []
    lit: Literal["a", "b"] = "a"
    base: Base
@flow
def f(b: Base, c: Child, o: list[Other], d: Base = Base(id=3, Name="y")): ...
