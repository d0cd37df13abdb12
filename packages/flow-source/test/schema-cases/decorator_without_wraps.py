from prefect import flow
def bare(fn):
    def inner(x: int, *args, **kwargs):
        "inner doc"
        return fn(*args, **kwargs)
    return inner
@flow
@bare
def f(a: int, b: "str" = "c"):
    "doc f"
