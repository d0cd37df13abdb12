from prefect import flow
from pydantic import BaseModel, Field, model_validator, field_serializer, computed_field
class A(BaseModel):
    x: int = 1
    @field_serializer("x")
    def s(self, v): return str(v)
class B(BaseModel):
    x: int = 1
    @computed_field
    @property
    def y(self) -> int: return 2
class C(BaseModel):
    a: A = A()
@flow
def f(a: A = A(), b: B = B(), c: C = C()): ...
