"""Loads one table of one source."""
from prefect import flow, get_run_logger

from edp.tables import qualified


@flow(log_prints=True)
def ingest(source: str, table: str, batch_size: int = 10_000) -> None:
    """Load a table.

    Args:
        source: system to read from.
        table: table to load.
        batch_size: rows per request.
    """
    get_run_logger().info("loading %s by %d rows", qualified(source, table), batch_size)
