"""Seal who patients are and how they are insured; find them by what stands for it.

Names are found by keyed hashes of the beginnings of their words: an array of them in the patient
would need an index that row-level security does not let a query use.

Revision ID: 2040_seal_patients
Revises: 2000_second_factors
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, belongs_to, protect, seal, tenant_columns, unique, unseal

revision = "2040_seal_patients"
down_revision = "2000_second_factors"

PATIENT = {
    "first_name": "text", "middle_name": "text", "last_name": "text", "birth_on": "date",
    "address_line": "text", "address_line_2": "text", "city": "text", "zip_code": "text",
    "phone": "text", "email": "text",
}  # fmt: skip
COVERAGE = {
    "member_id": "text", "group_number": "text", "subscriber_first_name": "text",
    "subscriber_last_name": "text", "subscriber_birth_on": "date", "pharmacy_group_number": "text",
}  # fmt: skip
IMPORT = {"file_name": "text", "problems": "jsonb"}
FOUND_BY = (
    ("patients", "birth_on", False),
    ("patients", "phone", True),
    ("patients", "email", True),
    ("coverages", "member_id", False),
)
"""Table, column, and whether it may be null."""


def upgrade() -> None:
    begin()
    for name in ("name", "birth_on", "sort_name"):
        op.drop_index(f"ix_patients_{name}", "patients")
    op.drop_column("patients", "sort_name")
    op.drop_index("ix_coverages_member", "coverages")
    op.drop_constraint("uq_patient_identifiers_tenant_id_system_value", "patient_identifiers")
    seal("patients", *PATIENT)
    seal("coverages", *COVERAGE)
    seal("patient_identifiers", "value")
    seal("patient_imports", *IMPORT)
    for table, column, optional in FOUND_BY:
        op.add_column(table, sa.Column(f"{column}_index", sa.LargeBinary, nullable=optional))
        op.create_index(f"ix_{table}_{column}_index", table, ["tenant_id", f"{column}_index"])
    op.add_column("patient_identifiers", sa.Column("value_index", sa.LargeBinary, nullable=False))
    op.create_unique_constraint(None, "patient_identifiers", ["tenant_id", "system", "value_index"])
    op.create_table(
        "name_prefixes",
        *tenant_columns(),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("prefix", sa.BigInteger, nullable=False),
        belongs_to("patient_id", "patients"),
        unique("patient_id", "prefix"),
    )
    op.create_index(
        "ix_name_prefixes_prefix", "name_prefixes", ["tenant_id", "prefix", "patient_id"]
    )
    protect("name_prefixes", may="select, insert, delete")


def downgrade() -> None:
    begin()
    op.drop_table("name_prefixes")
    op.drop_constraint("uq_patient_identifiers_tenant_id_system_value_index", "patient_identifiers")
    op.drop_column("patient_identifiers", "value_index")
    for table, column, _ in FOUND_BY:
        op.drop_index(f"ix_{table}_{column}_index", table)
        op.drop_column(table, f"{column}_index")
    unseal("patient_imports", IMPORT, {"problems": "'[]'"})
    unseal("patient_identifiers", {"value": "text"})
    unseal("coverages", COVERAGE)
    unseal("patients", PATIENT)
    op.create_unique_constraint(None, "patient_identifiers", ["tenant_id", "system", "value"])
    op.create_index("ix_coverages_member", "coverages", ["tenant_id", "member_id"])
    name = sa.Computed("lower(last_name || ' ' || first_name)", persisted=True)
    op.add_column("patients", sa.Column("sort_name", sa.Text(collation="C"), name, nullable=False))
    op.create_index("ix_patients_sort_name", "patients", ["tenant_id", "sort_name", "id"])
    op.create_index("ix_patients_birth_on", "patients", ["tenant_id", "birth_on", "last_name"])
    op.create_index("ix_patients_name", "patients", ["tenant_id", "last_name", "first_name", "id"])
