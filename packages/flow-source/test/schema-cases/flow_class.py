from prefect import Flow
def g_x(a: int = 1):
    "docg"
f = Flow(g_x)
