"""Seal what was documented, written and exchanged: answers, reasons, payers' files and words.

Revision ID: 2060_seal_texts
Revises: 2050_provisioning
"""

from alembic import op

from migrations.tenancy import begin, seal, unseal

revision = "2060_seal_texts"
down_revision = "2050_provisioning"

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
STAY = "signed_encounters_stay"
SIGNED_CONTENT = (
    "store_id", "patient_id", "service_id", "template_id", "provider_id", "served_on", "answers",
    "amends_id", "amendment_reason", "signed_at",
)  # fmt: skip


def upgrade() -> None:
    begin()
    op.execute(f"drop trigger {STAY} on encounters")
    for table, columns in SEALED.items():
        seal(table, *columns)
    _stay()


def downgrade() -> None:
    begin()
    op.execute(f"drop trigger {STAY} on encounters")
    for table, columns in SEALED.items():
        unseal(table, columns, DEFAULTS.get(table, {}))
    _stay()


def _stay() -> None:
    """No column's type may change beneath a trigger that names it."""
    old = ", ".join(f"old.{column}" for column in SIGNED_CONTENT)
    new = ", ".join(f"new.{column}" for column in SIGNED_CONTENT)
    op.execute(
        f"create trigger {STAY} before update on encounters for each row"
        f" when (old.signed_at is not null and (({old}) is distinct from ({new})))"
        " execute function refuse_change_of_signed_encounter()"
    )
