from prefect import flow
import collections, typing, typing_extensions, enum
NT = collections.namedtuple("NT", "a b")
NT2 = typing.NamedTuple("NT2", [("a", int)])
TD = typing_extensions.TypedDict("TD", {"a": int})
E = enum.Enum("E", "A B")
E2 = enum.Enum("E2", {"A": "a"})
@flow
def f(a: NT, b: NT2, c: TD, d: E, e: E2): ...
