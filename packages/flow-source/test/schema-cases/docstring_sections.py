from prefect import flow
@flow
def f(a, b, c):
    """
    Args:

        a: blank below
    Arguments:
        b: no blank above

    Note:
        c: not it

    Parameters: with title
        c: desc c

    ```
    Args:
        a: in code
    ```
    """
