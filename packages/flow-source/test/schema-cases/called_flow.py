from prefect import flow
def g_x(a: int = 1):
    "docg"
f = flow(name="called")(g_x)
