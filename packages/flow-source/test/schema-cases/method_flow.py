from prefect import flow
class Job:
    LIMIT = 5
    @flow
    def f(self, a: int, b: str = "x", c: int = LIMIT):
        """Doc of method.

        Args:
            a: the a
        """
f = Job.f
