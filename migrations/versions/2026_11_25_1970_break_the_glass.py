"""Hide restricted patients, and let the glass be broken for a while.

The database decides: a restrictive policy asks which patients are hidden from whoever the signed
context names. Jobs see everyone, or nothing would be billed.

Revision ID: 1970_break_glass
Revises: 1960_approvals
"""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import begin, belongs_to, protect, tenant_columns

revision = "1970_break_glass"
down_revision = "1960_approvals"

HIDDEN_PATIENTS = """
create function security.hidden_patients() returns uuid[]
language plpgsql stable parallel restricted security definer
set search_path = pg_catalog, pg_temp as $$
declare
    parts text[] := security.verified_context();
begin
    if parts is null or parts[2] like 'job:%' then
        return '{}';
    end if;
    return (
        select coalesce(array_agg(r.patient_id), '{}')
        from public.patient_restrictions r
        where r.tenant_id = parts[1]::uuid and r.lifted_at is null and not exists (
            select from public.glass_breaks b
            where b.tenant_id = r.tenant_id and b.patient_id = r.patient_id
            and b.broken_by = parts[2] and b.expires_at > clock_timestamp()
        )
    );
end
$$
"""

HIDDEN = "(select security.hidden_patients())::uuid[]"
NAMES_PATIENT = {
    "patients": "id",
    "patient_identifiers": "patient_id",
    "coverages": "patient_id",
    "encounters": "patient_id",
}
HANGS_ON_ENCOUNTER = ("observations", "immunizations", "interventions", "signatures")


def upgrade() -> None:
    begin()
    op.create_table(
        "patient_restrictions",
        *tenant_columns(),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("restricted_by", sa.Text, nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
        sa.Column("lifted_by", sa.Text),
        belongs_to("patient_id", "patients"),
    )
    op.create_index(
        "uq_patient_restrictions_open",
        "patient_restrictions",
        ["tenant_id", "patient_id"],
        unique=True,
        postgresql_where=sa.text("lifted_at is null"),
    )
    protect("patient_restrictions")
    op.create_table(
        "glass_breaks",
        *tenant_columns(),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("broken_by", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_reviewed", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("is_justified", sa.Boolean),
        sa.Column("reviewed_by", sa.Text),
        sa.Column("reviewed_at", sa.DateTime(timezone=True)),
        sa.Column("note", sa.Text),
        belongs_to("patient_id", "patients"),
    )
    op.create_index(
        "ix_glass_breaks_patient", "glass_breaks", ["tenant_id", "patient_id", "broken_by"]
    )
    op.create_index("ix_glass_breaks_reviewed", "glass_breaks", ["tenant_id", "is_reviewed", "id"])
    protect("glass_breaks")
    op.execute(HIDDEN_PATIENTS)
    op.execute("revoke all on function security.hidden_patients() from public")
    op.execute("grant execute on function security.hidden_patients() to mortar_app")
    for table, column in NAMES_PATIENT.items():
        _hide(table, f"{column} <> all ({HIDDEN})")
    for table in HANGS_ON_ENCOUNTER:
        # Nobody hidden, which is the rule, costs one look for the whole statement.
        _hide(
            table,
            f"(select cardinality(security.hidden_patients()) = 0) or exists (select from encounters"
            f" where encounters.tenant_id = {table}.tenant_id"
            f" and encounters.id = {table}.encounter_id)",
        )


def _hide(table: str, rule: str) -> None:
    op.execute(
        f"create policy restricted_patients on {table} as restrictive for all to mortar_app"
        f" using ({rule}) with check ({rule})"
    )


def downgrade() -> None:
    begin()
    for table in (*NAMES_PATIENT, *HANGS_ON_ENCOUNTER):
        op.execute(f"drop policy restricted_patients on {table}")
    op.execute("drop function security.hidden_patients()")
    op.drop_table("glass_breaks")
    op.drop_table("patient_restrictions")
