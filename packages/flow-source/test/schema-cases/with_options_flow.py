from prefect import flow
@flow(name="one", description="d1", version="v1")
def g(a: int = 1): "doc"
f = g.with_options(name="two", version="v2")
