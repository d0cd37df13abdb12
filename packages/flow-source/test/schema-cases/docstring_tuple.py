from prefect import flow


@flow
def f(x: int = 1):
    "Of a tuple.",
