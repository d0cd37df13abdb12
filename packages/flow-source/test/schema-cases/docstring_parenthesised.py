from prefect import flow


@flow
def f(x: int = 1):
    (
        "In parentheses.\n\n"
        "Args:\n    x: By name."
    )
