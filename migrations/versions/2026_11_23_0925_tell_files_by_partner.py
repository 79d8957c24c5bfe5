"""Tell files by partner: two partners may send the same bytes, such as a TA1 of the same minute.

Revision ID: 0925_files_by_partner
Revises: 0924_patient_names
"""

from alembic import op

from migrations.tenancy import begin

revision = "0925_files_by_partner"
down_revision = "0924_patient_names"


def upgrade() -> None:
    begin()
    op.drop_constraint("uq_raw_files_tenant_id_direction_checksum", "raw_files")
    op.create_unique_constraint(
        "uq_raw_files_tenant_id_trading_partner_id_direction_checksum",
        "raw_files",
        ["tenant_id", "trading_partner_id", "direction", "checksum"],
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    begin()
    op.drop_constraint("uq_raw_files_tenant_id_trading_partner_id_direction_checksum", "raw_files")
    op.create_unique_constraint(
        "uq_raw_files_tenant_id_direction_checksum",
        "raw_files",
        ["tenant_id", "direction", "checksum"],
    )
