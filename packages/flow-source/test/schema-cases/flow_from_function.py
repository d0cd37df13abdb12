from prefect import flow
def outer():
    @flow
    def inner(x: int): ...
    return inner
f = outer()
