"""Secure the ledger: every entry balances, as it is written, or cannot exist.

All legs of an entry are inserted by one statement, so the check costs one pass over them.

Revision ID: 0918_secure_ledger
Revises: 0917_queue
"""

from alembic import op

from migrations.tenancy import begin

revision = "0918_secure_ledger"
down_revision = "0917_queue"

BALANCED = """
create function entries_balance() returns trigger language plpgsql as $$
begin
    if exists (
        select from new_legs
        group by tenant_id, entry_id
        having sum(amount_cents) <> 0 or count(*) < 2
    ) then
        raise exception 'an entry is out of balance' using errcode = 'check_violation';
    end if;
    if exists (
        select from new_legs
        group by tenant_id, entry_id
        having (
            select count(*) from legs
            where legs.tenant_id = new_legs.tenant_id and legs.entry_id = new_legs.entry_id
        ) <> count(*)
    ) then
        raise exception 'a posted entry takes no further legs' using errcode = 'check_violation';
    end if;
    return null;
end
$$
"""

TRIGGER = """
create trigger entries_balance after insert on legs
referencing new table as new_legs
for each statement execute function entries_balance()
"""


def upgrade() -> None:
    begin()
    op.execute(BALANCED)
    op.execute(TRIGGER)
    # A line may find its service line later, when quarantine is replayed; nothing else changes.
    op.execute("grant update (service_line_id) on service_payments to mortar_app")
    op.create_index(
        "ix_claims_payer_claim_control_number",
        "claims",
        ["tenant_id", "payer_claim_control_number"],
    )


def downgrade() -> None:
    begin()
    op.execute("revoke update (service_line_id) on service_payments from mortar_app")
    op.drop_index("ix_claims_payer_claim_control_number", "claims")
    op.execute("drop trigger entries_balance on legs")
    op.execute("drop function entries_balance()")
