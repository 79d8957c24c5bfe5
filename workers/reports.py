"""Jobs that keep reports quick."""

from domain.reports import commands
from workers.broker import JobDatabase, Queue, tenant_actor


@tenant_actor(Queue.SLOW)
def fold_row_counts(database: JobDatabase) -> None:
    """Harmless when repeated: the sums stay the same."""
    with database.transaction() as session:
        commands.fold_row_counts(session)
