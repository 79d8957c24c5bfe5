"""Jobs that watch over who looks at whom."""

from datetime import UTC, datetime

from domain.anomalies.scanning import scan, windows_left
from workers.broker import JobDatabase, Queue, tenant_actor


@tenant_actor(Queue.SLOW, time_limit_seconds=600)
def find_anomalies(database: JobDatabase) -> None:
    """Each day in a transaction of its own; cut off, the next run goes on from there."""
    with database.transaction() as session:
        windows = windows_left(session, datetime.now(UTC))
    for window in windows:
        with database.transaction() as session:
            scan(session, window)
