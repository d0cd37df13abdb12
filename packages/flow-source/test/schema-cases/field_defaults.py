from prefect import flow
from pydantic import Field
@flow
def f(a: int = Field(3, ge=1, description="desc"), b: int = Field(...), c: int = Field(default_factory=int), d: int = Field(1, json_schema_extra={"position": 9, "w": 2})): ...
