from prefect import flow
@flow
def f(alpha, beta=1, *, gamma: int = 2):
    """Does.

    Example:
        alpha: not this

    Args:
      alpha: two space indent
          deep
      beta (Optional[int]): typed (with parens)
      gamma (int) : space before colon
      *args: x

    Raises:
        ValueError: beta: no

    Attributes:
        gamma: attr
    """
