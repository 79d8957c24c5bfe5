"""Seal what was documented, written and exchanged: answers, reasons, payers' files and words.

What never changes may still be sealed anew, with a newer key of the tenant's, and not otherwise.

Revision ID: 2050_seal_texts
Revises: 2040_seal_patients
"""

from alembic import op

from migrations.tenancy import begin, seal, unseal

revision = "2050_seal_texts"
down_revision = "2040_seal_patients"

SEALED = {
    "acknowledgements": {"message": "text", "segments": "text"},
    "approvals": {"arguments": "jsonb", "reason": "text", "note": "text"},
    "charges": {"explanation": "text"},
    "claim_events": {"summary": "text", "raw_segments": "text"},
    "claim_findings": {"message": "text", "override_reason": "text"},
    "claim_holds": {"reason": "text"},
    "claim_payments": {"reason": "text", "segments": "text"},
    "claims": {"note": "text", "prior_authorization_number": "text"},
    "encounters": {"answers": "jsonb", "amendment_reason": "text", "void_reason": "text"},
    "entries": {"memo": "text"},
    "glass_breaks": {"reason": "text", "note": "text"},
    "idempotency_keys": {"response": "text"},
    "interventions": {"detail": "text"},
    "observations": {"value": "text"},
    "patient_restrictions": {"reason": "text"},
    "raw_files": {"content": "bytea", "reason": "text"},
    "remittances": {"reason": "text"},
}
DEFAULTS = {"encounters": {"answers": "'{}'"}}
ONLY_ADDED = ("acknowledgements", "claim_events", "entries")

STAY = "signed_encounters_stay"
STAYS_UNSEALED = (
    "store_id", "patient_id", "service_id", "template_id", "provider_id", "served_on",
    "amends_id", "signed_at",
)  # fmt: skip
STAYS_SEALED = ("answers", "amendment_reason")

RESEALED = """
create function only_resealed() returns trigger language plpgsql as $$
declare
    changed text;
    before text;
    after text;
begin
    foreach changed in array tg_argv loop
        before := to_jsonb(old) ->> changed;
        after := to_jsonb(new) ->> changed;
        if before is distinct from after
            and (before is null or after is null or not exists (
                select from tenant_keys where purpose = 'data'
                and version = ('x' || substr(after, 3, 4))::bit(16)::int
                and version > ('x' || substr(before, 3, 4))::bit(16)::int
            )) then
            raise exception 'what was signed or noted never changes; it may only be sealed anew'
                using errcode = 'check_violation';
        end if;
    end loop;
    return new;
end $$
"""


def upgrade() -> None:
    begin()
    op.execute(f"drop trigger {STAY} on encounters")
    for table, columns in SEALED.items():
        seal(table, *columns)
    _stay(STAYS_UNSEALED)
    op.execute(RESEALED)
    _only_resealed("encounters", STAYS_SEALED, "when (old.signed_at is not null)")
    for table in ONLY_ADDED:
        columns = ", ".join(SEALED[table])
        op.execute(f"grant update ({columns}) on {table} to mortar_app")
        _only_resealed(table, tuple(SEALED[table]))


def downgrade() -> None:
    begin()
    for table in ONLY_ADDED:
        op.execute(f"drop trigger only_resealed on {table}")
        op.execute(f"revoke update ({', '.join(SEALED[table])}) on {table} from mortar_app")
    op.execute("drop trigger only_resealed on encounters")
    op.execute("drop function only_resealed()")
    op.execute(f"drop trigger {STAY} on encounters")
    for table, columns in SEALED.items():
        unseal(table, columns, DEFAULTS.get(table, {}))
    _stay((*STAYS_UNSEALED[:6], "answers", "amends_id", "amendment_reason", "signed_at"))


def _stay(columns: tuple[str, ...]) -> None:
    old = ", ".join(f"old.{column}" for column in columns)
    new = ", ".join(f"new.{column}" for column in columns)
    op.execute(
        f"create trigger {STAY} before update on encounters for each row"
        f" when (old.signed_at is not null and (({old}) is distinct from ({new})))"
        " execute function refuse_change_of_signed_encounter()"
    )


def _only_resealed(table: str, columns: tuple[str, ...], condition: str = "") -> None:
    op.execute(
        f"create trigger only_resealed before update on {table} for each row {condition}"
        f" execute function only_resealed({', '.join(columns)})"
    )
