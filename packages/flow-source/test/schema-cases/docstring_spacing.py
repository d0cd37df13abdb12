from prefect import flow
@flow
def f(a, b, c, d):
    """
    Args: 
        a : space before
        b:no space
        c: 'quoted': and colon
        d:   multi

            para
        not a param line
    Returns: x
    """
