from prefect import flow
class Job:
    @classmethod
    @flow
    def run(cls, a: int): "doc"
    @staticmethod
    @flow(name="st")
    def other(a: int, b=None): ...
    @flow
    @staticmethod
    def third(a: int, b=None): ...
f = Job.third
