"""Keep what lets stores and people serve, and payers pay them: certificates, licences, enrolments.

The exclusion constraint needs equality of ids beside overlap of days, which PostgreSQL's core gives
to ranges only: so an id takes part as a range of one.

Revision ID: 1000_credentials
Revises: 0940_tenant_keys
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations.tenancy import begin, belongs_to, protect, tenant_columns, unique

revision = "1000_credentials"
down_revision = "0940_tenant_keys"

SPANS_SHARE_NO_DAY = """
alter table enrollments add constraint ex_enrollments_days exclude using gist (
    uuid_range(tenant_id, tenant_id, '[]') with =,
    uuid_range(provider_id, provider_id, '[]') with =,
    uuid_range(store_id, store_id, '[]') with =,
    uuid_range(payer_id, payer_id, '[]') with =,
    daterange(effective_from_on, effective_to_on, '[]') with &&
) where (stage = 'effective')
"""


def upgrade() -> None:
    begin()
    for name in ("clia_effective_from_on", "clia_effective_to_on", "closed_on"):
        op.add_column("stores", sa.Column(name, sa.Date))
    op.add_column("stores", sa.Column("clia_kind", sa.Text))
    op.add_column(
        "payers",
        sa.Column("requires_enrollment", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    _create_credentials()
    _create_enrollments()


def _create_credentials() -> None:
    op.create_table(
        "credentials",
        *tenant_columns(),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("issued_by", sa.Text),
        sa.Column(
            "procedure_codes", ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")
        ),
        sa.Column("effective_from_on", sa.Date, nullable=False),
        sa.Column("effective_to_on", sa.Date),
        sa.CheckConstraint("effective_to_on >= effective_from_on", name="days"),
        belongs_to("provider_id", "providers"),
        unique("provider_id", "kind", "state", "number", "effective_from_on"),
    )
    for day in ("effective_to_on", "effective_from_on"):
        columns = ["tenant_id", day, *(["id"] if day == "effective_from_on" else [])]
        op.create_index(f"ix_credentials_{day}", "credentials", columns)
    protect("credentials", may="select, insert, update, delete")


def _create_enrollments() -> None:
    op.create_table(
        "enrollments",
        *tenant_columns(),
        sa.Column("provider_id", sa.Uuid, nullable=False),
        sa.Column("store_id", sa.Uuid, nullable=False),
        sa.Column("payer_id", sa.Uuid, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("number", sa.Text),
        sa.Column("submitted_on", sa.Date),
        sa.Column("effective_from_on", sa.Date),
        sa.Column("effective_to_on", sa.Date),
        sa.CheckConstraint("effective_to_on >= effective_from_on", name="days"),
        sa.CheckConstraint("(stage = 'effective') = (effective_from_on is not null)", name="span"),
        belongs_to("provider_id", "providers"),
        belongs_to("store_id", "stores"),
        belongs_to("payer_id", "payers"),
    )
    op.create_index(
        "uq_enrollments_open",
        "enrollments",
        ["tenant_id", "provider_id", "store_id", "payer_id"],
        unique=True,
        postgresql_where=sa.text("stage <> 'effective'"),
    )
    op.create_index(
        "ix_enrollments_effective_to_on", "enrollments", ["tenant_id", "effective_to_on"]
    )
    op.execute("create type uuid_range as range (subtype = uuid)")
    op.execute(SPANS_SHARE_NO_DAY)
    protect("enrollments", stores=True)


def downgrade() -> None:
    begin()
    op.drop_table("enrollments")
    op.execute("drop type uuid_range")
    op.drop_table("credentials")
    op.drop_column("payers", "requires_enrollment")
    for name in ("clia_kind", "clia_effective_from_on", "clia_effective_to_on", "closed_on"):
        op.drop_column("stores", name)
