def snake(name: str) -> str:
    return name.lower().replace("-", "_")
