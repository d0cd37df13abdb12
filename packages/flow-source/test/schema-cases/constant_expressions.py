from prefect import flow
import sys
if sys.version_info >= (3, 8):
    from typing import Literal
else:
    from typing_extensions import Literal
A, B = "a", ["b", 2]
(C, (D, E)) = 1, (2, 3)
F = G = {"x": A}
H: int = 5
I = [*B, "c"]
J = {**F, "y": 2}
K = H + 2 * 3 - 1
L = "abc"[1]
M = B[0]
N = F["x"]
O = "x" if H > 3 else "y"
P = not H
Q = H == 5 and "eq"
R = -H
S = 7 // 2, 7 % 3, -7 // 2, -7 % 3, 2 ** 3, 2 ** -1, 1 / 2
T = "%s-%s" % ("a", "b")
U = "{}-{}".format("a", 3)
V = ",".join(["a", "b"])
W = "Abc".upper() + "Abc".lower()
X = str(5) + str(1.0) + str(True) + str(None)
Y = len(B), int("5"), float("1.5"), bool(0), list((1, 2)), tuple([1]), dict(a=1), sorted
Z = 0.1 + 0.2, 1e100, 1e-7, 10 ** 15, 1.0, 123456789.123
AA = F"{A}{H}{R}"
BB = {"a": 1}.get("a"), {"a": 1}.get("b", 2)
@flow
def f(a: Literal["x"] = A, b=B, c=C, d=D, e=E, f=F, g=G, h=H, i=I, j=J, k=K, l=L, m=M, n=N, o=O, p=P, q=Q, r=R, s=S, t=T, u=U, v=V, w=W, x=X, y=Y, z=Z, aa=AA, bb=BB): ...
