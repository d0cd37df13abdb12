from prefect import flow
@flow
def f(
    a: int = 1,  # comment
    b: """str""" = '''multi
line''',
    c: "list[int]" = [
        1,
        # inner
        2,
    ],
    *,
    d=(
        "joined "
        "string"
    ),
): ...
