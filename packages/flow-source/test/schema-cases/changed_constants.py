from prefect import flow
L = [1]
L.append(2)
D = {}
D["a"] = 1
S = "a"
S += "b"
L2 = [1]
L2 += [2]
@flow
def f(s=S, l2=L2, x=(1, [2, {"a": None}]), y={1.5: "a", True: "b", None: 1, (1, "a"): 2}): ...
