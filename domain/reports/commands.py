"""Keeps what reports are made of short."""

from sqlalchemy import text
from sqlalchemy.orm import Session

CROWD = 16
"""Changes of one count that may lie about before they are folded into one."""

# One statement: whoever reads meanwhile sees all of the changes or their sum. Two folders at once
# do not fold the same twice, since the second finds the rows of the first already deleted.
FOLD = text(
    """
    with crowded as (
        select unnest(array_agg(id)) as id from row_counts
        group by table_name, status, store_id having count(*) > :crowd
    ),
    folded as (
        delete from row_counts using crowded where row_counts.id = crowded.id
        returning table_name, status, store_id, row_count
    )
    insert into row_counts (table_name, status, store_id, row_count)
    select table_name, status, store_id, sum(row_count) from folded
    group by table_name, status, store_id having sum(row_count) <> 0
    """
)


def fold_row_counts(session: Session) -> None:
    """Replace many changes of a count by their sum."""
    session.execute(FOLD, {"crowd": CROWD})
