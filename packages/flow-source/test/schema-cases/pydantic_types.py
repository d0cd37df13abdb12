from prefect import flow
from typing import *
from annotated_types import Len, Ge, Le, Interval
from pydantic import *
@flow
def f(o: Annotated[set[int], Len(1)] = {1}, p: Annotated[int, Ge(1), Le(3)] = 2, q: Annotated[int, Interval(gt=1, le=4)] = 2, r: Annotated[str, StringConstraints(min_length=1, pattern="a", to_lower=True)] = "a", s: conint(gt=1) = 2, t: constr(min_length=1, pattern=r"^\d+$") = "1", u: conlist(int, min_length=1, max_length=2) = [1], v: PositiveInt = 1, w: Annotated[PositiveInt, Field(le=4)] = 1, x: Json = None, y: Json[list[int]] = None, z: condecimal(gt=1) = 2, aa: Annotated[bool, Strict()] = True, bb: Annotated[str, AfterValidator(str.strip)] = "a", cc: Annotated[int, BeforeValidator(int), Field(gt=1)] = 3, dd: Annotated[int, PlainValidator(int)] = 1, ee: Annotated[int, WithJsonSchema({"type": "number"})] = 1, ff: Annotated[int, "just text", 5] = 1, gg: Annotated[int, SkipValidation] = 1, hh: SkipValidation[int] = 1, ii: SecretStr = SecretStr("a"), jj: HttpUrl = "http://x", kk: UUID4 = None, ll: Annotated[Optional[int], Field(ge=1)] = None, mm: Optional[PositiveInt] = None): ...
