from prefect import flow
import functools, pydantic
def deco(fn):
    @functools.wraps(fn)
    def inner(*args, **kwargs):
        return fn(*args, **kwargs)
    return inner
def bare(fn):
    def inner(x: int, *args, **kwargs):
        "inner doc"
        return fn(*args, **kwargs)
    return inner
def same(fn):
    fn.tag = 1
    return fn
def factory(n):
    def d(fn):
        @functools.wraps(fn)
        def inner(*a, **k): return fn(*a, **k)
        return inner
    return d
@flow
@deco
@factory(3)
def f(a: int, b: "str" = "c"):
    "doc f"
