"""Writes the old export that nobody should need much longer."""
from prefect import flow


@flow
def export(target: str = "sftp") -> None:
    """Export everything."""
    print(f"exporting to {target}")
