"""Hide the ledger's legs and the revenue of other stores from members of some.

Revision ID: 0922_scope_money
Revises: 0921_show_version
"""

from alembic import op

from migrations.tenancy import SIGNED_STORES, begin

revision = "0922_scope_money"
down_revision = "0921_show_version"

TABLES = ("legs", "revenue_days")
RULE = f"coalesce(store_id = any({SIGNED_STORES}), true)"


def upgrade() -> None:
    begin()
    for table in TABLES:
        op.execute(
            f"create policy store_scope on {table} as restrictive for all to public"
            f" using ({RULE}) with check ({RULE})"
        )


def downgrade() -> None:
    begin()
    for table in TABLES:
        op.execute(f"drop policy store_scope on {table}")
