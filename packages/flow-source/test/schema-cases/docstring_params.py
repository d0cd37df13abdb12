from prefect import flow
@flow
def f(a, b, c):
    """Foo

    Params:
      a: A
      b: B

    Keyword Args:
      c: C
    """
