from prefect import flow
def later(): return 1
def const():
    return "c"
def with_arg(x, y=2):
    z = x + y
    return [z, x]
@flow
def f(a=const(), b=with_arg(1), c=with_arg(1, y=5), d=later): ...
