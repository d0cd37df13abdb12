from prefect import flow
from typing import *
from typing_extensions import TypeAliasType
from pydantic import BaseModel, Field
Ids = TypeAliasType("Ids", List[int])
Text = TypeAliasType("Text", Annotated[str, Field(min_length=2, title="TT")])
class M(BaseModel):
    ids: Ids
    t: Optional[Text] = None
MA = TypeAliasType("MA", M)
Json = TypeAliasType("Json", "Union[dict[str, Json], list[Json], str, int, None]")
@flow
def f(a: Ids, b: Text, c: M, d: MA, e: Optional[Ids] = None): ...
