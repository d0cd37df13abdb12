from prefect import flow
@flow
def f(x: int):
    "a" "b"
