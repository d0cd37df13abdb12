from prefect import flow
import random, os, datetime
@flow
def f(a: int = random.randint(1, 2), b: str = os.environ.get("HOME"), c: datetime.date = datetime.date.today(), d: str = os.getcwd(), e=datetime.datetime.now(), g=[datetime.date.today()]): ...
