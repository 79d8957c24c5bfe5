"""Find the newest claims and encounters of a store, and files in quarantine, at any size.

Revision ID: 0926_store_lists
Revises: 0925_files_by_partner
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin

revision = "0926_store_lists"
down_revision = "0925_files_by_partner"

INDEXES = {
    "ix_claims_store": ("claims", "store_id", "served_on desc"),
    "ix_encounters_store": ("encounters", "store_id", "served_on desc"),
    "ix_raw_files_status": ("raw_files", "status", "created_at desc"),
}


def upgrade() -> None:
    begin()
    for name, (table, column, order) in INDEXES.items():
        columns = ["tenant_id", column, sa.text(order), sa.text("id desc")]
        op.create_index(name, table, columns)


def downgrade() -> None:
    begin()
    for name, (table, _, _) in INDEXES.items():
        op.drop_index(name, table)
