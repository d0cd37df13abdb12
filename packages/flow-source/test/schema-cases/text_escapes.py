from prefect import flow
@flow(name="a\tb ü \u00e9 🎉", description="")
def f(a: str = "tab\there", b: str = "é\x00\u2028", c: str = '\ud83d'):
    """	tab doc
	  more
	  """
