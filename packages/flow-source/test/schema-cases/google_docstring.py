from prefect import flow
@flow
def f(a: int, b: str = "x", /, c: float = 1.5, *, d: bool = True, e: int, **kwargs):
    """Summary.

    Text here.

    Args:
        a: The a
            continues here
          confusing
        b (str): The b: with colon
        c (float, optional):    spaced
        *args: rest
        **kwargs: more
        e - no colon
        d:
            Only below.

    Returns:
        int: something
    """
