from prefect import flow
@flow
def f(a, b, c, d):
    """Do it. Args:
        a: no
    Args:
    	a: tab indented
    """
