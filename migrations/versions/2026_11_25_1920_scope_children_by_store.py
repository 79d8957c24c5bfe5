"""Hide from members of other stores what hangs on a store's encounters, claims and payments, too.

Each such row carries the store of the row it hangs on, in its foreign key: the database refuses
another store, and lets the row follow. Who sees some stores does not see what is of none.

Revision ID: 1920_scope_children
Revises: 1910_modules
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, scope_by_store

revision = "1920_scope_children"
down_revision = "1910_modules"

NO_STORE = "00000000-0000-0000-0000-000000000000"
PARENTS = ("encounters", "claims", "claim_payments")
CHILDREN = {
    "acknowledgements": ("claim_id", "claims"),
    "claim_events": ("claim_id", "claims"),
    "claim_findings": ("claim_id", "claims"),
    "claim_holds": ("claim_id", "claims"),
    "claim_payments": ("claim_id", "claims"),
    "claim_submissions": ("claim_id", "claims"),
    "immunizations": ("encounter_id", "encounters"),
    "interventions": ("encounter_id", "encounters"),
    "observations": ("encounter_id", "encounters"),
    "prior_adjudications": ("claim_id", "claims"),
    "provider_adjustments": ("claim_id", "claims"),
    "service_lines": ("claim_id", "claims"),
    "signatures": ("encounter_id", "encounters"),
    "adjustments": ("claim_payment_id", "claim_payments"),
    "service_payments": ("claim_payment_id", "claim_payments"),
}
"""Each with the column that names what it hangs on; what others hang on comes before them."""

SCOPED_BEFORE = {
    "charges": ("encounter_id", "encounters"),
    "claims": ("encounter_id", "encounters"),
}
"""Those that had a store, but could have named another than that of what they hang on."""

SOMETIMES = ("acknowledgements", "claim_payments", "provider_adjustments")
"""Those that may hang on no claim, or on none yet."""


def upgrade() -> None:
    begin()
    for table in {*PARENTS, *CHILDREN}:
        op.execute(f"alter table {table} no force row level security")
    for table, (column, parent) in CHILDREN.items():
        op.add_column(table, sa.Column("store_id", sa.Uuid))
        _copy_store(table, column, parent)
        op.alter_column(table, "store_id", nullable=False)
    for table in PARENTS:
        name = f"uq_{table}_tenant_id_id_store_id"
        op.create_unique_constraint(name, table, ["tenant_id", "id", "store_id"])
    for table, (column, parent) in {**SCOPED_BEFORE, **CHILDREN}.items():
        _refer(table, [column, "store_id"], parent, onupdate="CASCADE")
        op.drop_constraint(f"fk_{table}_tenant_id_{column}", table)
    for table in CHILDREN:
        scope_by_store(table)
    for table in SOMETIMES:
        rule = f"(claim_id is null) = (store_id = '{NO_STORE}')"
        op.create_check_constraint("no_store_without_claim_id", table, rule)
    for table in {*PARENTS, *CHILDREN}:
        op.execute(f"alter table {table} force row level security")


def _copy_store(table: str, column: str, parent: str) -> None:
    """The owner sees rows only while their security is not forced; the lock lets nobody else in."""
    op.execute(
        f"update {table} set store_id = coalesce((select parent.store_id from {parent} as parent"
        f" where parent.tenant_id = {table}.tenant_id and parent.id = {table}.{column}),"
        f" '{NO_STORE}')"
    )


def _refer(table: str, columns: list[str], parent: str, onupdate: str | None) -> None:
    local = ["tenant_id", *columns]
    remote = ["tenant_id", "id", *columns[1:]]
    name = f"fk_{table}_{'_'.join(local)}"
    op.create_foreign_key(name, table, parent, local, remote, onupdate=onupdate)


def downgrade() -> None:
    begin()
    for table in SOMETIMES:
        op.drop_constraint(f"ck_{table}_no_store_without_claim_id", table)
    for table in CHILDREN:
        op.execute(f"drop policy store_scope on {table}")
    for table, (column, parent) in {**SCOPED_BEFORE, **CHILDREN}.items():
        _refer(table, [column], parent, onupdate=None)
        op.drop_constraint(f"fk_{table}_tenant_id_{column}_store_id", table)
    for table in PARENTS:
        op.drop_constraint(f"uq_{table}_tenant_id_id_store_id", table)
    for table in CHILDREN:
        op.drop_column(table, "store_id")
