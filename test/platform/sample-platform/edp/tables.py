from edp.naming import snake


def qualified(source: str, table: str) -> str:
    return f"{snake(source)}.{snake(table)}"
