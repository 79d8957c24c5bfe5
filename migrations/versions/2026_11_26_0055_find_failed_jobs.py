"""Say of a failed job what it is about and whether it waits for somebody, so that both find it.

Revision ID: 0055_find_failed_jobs
Revises: 0050_legs_of_their_store
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin

revision = "0055_find_failed_jobs"
down_revision = "0050_legs_of_their_store"


def upgrade() -> None:
    begin()
    op.add_column("failed_jobs", sa.Column("subject_id", sa.Uuid))
    op.execute("alter table failed_jobs no force row level security")
    op.execute(
        "update failed_jobs set subject_id = ("
        " select min(value)::uuid from jsonb_each_text(payload) where key like '%\\_id'"
        " having count(*) = 1)"
    )
    op.execute("alter table failed_jobs force row level security")
    is_open = sa.Computed("resumed_at is null", persisted=True)
    op.add_column("failed_jobs", sa.Column("is_open", sa.Boolean, is_open, nullable=False))
    op.create_index("ix_failed_jobs_subject", "failed_jobs", ["tenant_id", "subject_id"])


def downgrade() -> None:
    begin()
    op.drop_index("ix_failed_jobs_subject", "failed_jobs")
    op.drop_column("failed_jobs", "is_open")
    op.drop_column("failed_jobs", "subject_id")
