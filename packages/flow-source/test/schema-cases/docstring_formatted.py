from prefect import flow
@flow
def f(x: int):
    f"""doc {1}"""
