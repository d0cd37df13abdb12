from prefect import flow
from typing import *
from pydantic import *
@flow
def f(a: Annotated[int, Field(ge=1, description="x", title="T")] = 3, b: Annotated[int, Field(ge=1, description="x", title="T", examples=[1], json_schema_extra={"q":1})] = 3): 
  """doc.

  Args:
     b: the doc of b
  """
