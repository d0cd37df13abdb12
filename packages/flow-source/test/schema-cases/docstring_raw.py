from prefect import flow
@flow
def f(x: int):
    r"""raw \d
    Args:
        x: \n raw
    """
