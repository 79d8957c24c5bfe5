"""Hold each leg of the ledger to the store of the claim that it names.

The copy decides who sees the leg, so it may neither be missing nor differ; it follows the claim.

Revision ID: 0050_legs_of_their_store
Revises: 0030_provider_factors
"""

from alembic import op

from migrations.tenancy import begin

revision = "0050_legs_of_their_store"
down_revision = "0030_provider_factors"

KEY = "fk_legs_tenant_id_claim_id_store_id"
FORMER = "fk_legs_tenant_id_claim_id"
STORE_WHERE_CLAIM = "store_where_claim"


def upgrade() -> None:
    begin()
    for table in ("legs", "claims"):
        op.execute(f"alter table {table} no force row level security")
    op.execute(
        "update legs set store_id = claims.store_id from claims"
        " where claims.tenant_id = legs.tenant_id and claims.id = legs.claim_id"
        " and legs.store_id is distinct from claims.store_id"
    )
    columns = ["tenant_id", "claim_id", "store_id"]
    remote = ["tenant_id", "id", "store_id"]
    op.create_foreign_key(KEY, "legs", "claims", columns, remote, onupdate="CASCADE")
    op.drop_constraint(FORMER, "legs")
    rule = "claim_id is null or store_id is not null"
    op.create_check_constraint(STORE_WHERE_CLAIM, "legs", rule)
    for table in ("legs", "claims"):
        op.execute(f"alter table {table} force row level security")


def downgrade() -> None:
    begin()
    op.drop_constraint(f"ck_legs_{STORE_WHERE_CLAIM}", "legs")
    op.drop_constraint(KEY, "legs")
    op.create_foreign_key(FORMER, "legs", "claims", ["tenant_id", "claim_id"], ["tenant_id", "id"])
