"""Let a price be of one payer, of one store, or both; the most specific one applies.

Revision ID: 0220_prices_for
Revises: 0210_draft_revisions
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, scope_by_store

revision = "0220_prices_for"
down_revision = "0210_draft_revisions"

KEY = "uq_service_prices_for"
BEFORE = "uq_service_prices_tenant_id_procedure_code_effective_from_on"
GENERAL = ["tenant_id", "procedure_code", "effective_from_on"]
NARROW = "delete from service_prices where payer_id is not null or store_id is not null"


def upgrade() -> None:
    begin()
    op.add_column("service_prices", sa.Column("payer_id", sa.Uuid))
    op.add_column("service_prices", sa.Column("store_id", sa.Uuid))
    for column, table in (("payer_id", "payers"), ("store_id", "stores")):
        op.create_foreign_key(
            f"fk_service_prices_tenant_id_{column}",
            "service_prices",
            table,
            ["tenant_id", column],
            ["tenant_id", "id"],
        )
    op.drop_constraint(BEFORE, "service_prices")
    op.create_unique_constraint(
        KEY,
        "service_prices",
        ["tenant_id", "procedure_code", "payer_id", "store_id", "effective_from_on"],
        postgresql_nulls_not_distinct=True,
    )
    scope_by_store("service_prices")


def downgrade() -> None:
    begin()
    op.execute("drop policy store_scope on service_prices")
    op.execute("alter table service_prices no force row level security")
    op.execute(NARROW)
    op.execute("alter table service_prices force row level security")
    op.drop_constraint(KEY, "service_prices")
    op.create_unique_constraint(BEFORE, "service_prices", GENERAL)
    op.drop_column("service_prices", "store_id")
    op.drop_column("service_prices", "payer_id")
