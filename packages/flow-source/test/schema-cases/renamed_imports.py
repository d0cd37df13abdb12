from prefect import flow
import datetime as dt, typing as t, pydantic as p
from pydantic import BaseModel as BM, Field as F
class M(BM):
    when: dt.datetime = F(default=dt.datetime(2020, 1, 1))
    span: dt.timedelta = dt.timedelta(minutes=5)
    opt: t.Optional[p.PositiveInt] = F(None, description="x")
    deep: t.Dict[str, t.List[t.Union[int, "M", None]]] = {}
    any_: t.Any = None
    url2HTTPServer: str = ""
    x_2y: int = 0
    ALLCAPS_name: int = 0
@flow
def f(m: M = M(), n: t.Optional[M] = M(opt=2)): ...
