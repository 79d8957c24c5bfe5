"""Roll up reports as the ledger is written, so that asking costs the same however much there is.

Revenue follows the legs; payer performance follows each change of a claim's decision. Both run
as whoever writes, behind the same row-level security.

Revision ID: 0919_roll_up_reports
Revises: 0918_secure_ledger
"""

from alembic import op

from migrations.tenancy import begin

revision = "0919_roll_up_reports"
down_revision = "0918_secure_ledger"

REVENUE_FUNCTION = """
create function legs_into_revenue_days() returns trigger language plpgsql as $$
begin
    insert into revenue_days as day (
        tenant_id, id, served_on, service_id, payer_id, store_id, claim_count,
        charge_cents, expected_cents, paid_cents, adjusted_cents, patient_cents
    )
    select
        claims.tenant_id, gen_random_uuid(), claims.served_on, encounters.service_id,
        claims.payer_id, claims.store_id,
        sum(sign(moved.revenue))::bigint,
        sum(moved.revenue),
        coalesce(sum(sign(moved.revenue) * claims.expected_cents), 0)::bigint,
        sum(moved.paid), sum(moved.adjusted), sum(moved.patient)
    from (
        select
            tenant_id, entry_id, claim_id,
            coalesce(-sum(amount_cents) filter (where account = 'revenue'), 0) as revenue,
            coalesce(sum(amount_cents) filter (where account = 'unapplied_cash'), 0) as paid,
            coalesce(sum(amount_cents) filter (where account in (
                'contractual_adjustments', 'denials', 'other_adjustments', 'write_offs'
            )), 0) as adjusted,
            coalesce(sum(amount_cents) filter (where account = 'patient_receivable'), 0) as patient
        from new_legs
        where claim_id is not null
        group by tenant_id, entry_id, claim_id
    ) as moved
    join claims on claims.tenant_id = moved.tenant_id and claims.id = moved.claim_id
    join encounters
        on encounters.tenant_id = claims.tenant_id and encounters.id = claims.encounter_id
    group by claims.tenant_id, claims.served_on, encounters.service_id, claims.payer_id,
        claims.store_id
    order by claims.served_on, encounters.service_id, claims.payer_id, claims.store_id
    on conflict (tenant_id, served_on, service_id, payer_id, store_id) do update set
        claim_count = day.claim_count + excluded.claim_count,
        charge_cents = day.charge_cents + excluded.charge_cents,
        expected_cents = day.expected_cents + excluded.expected_cents,
        paid_cents = day.paid_cents + excluded.paid_cents,
        adjusted_cents = day.adjusted_cents + excluded.adjusted_cents,
        patient_cents = day.patient_cents + excluded.patient_cents;
    return null;
end
$$
"""

REVENUE_TRIGGER = """
create trigger legs_into_revenue_days after insert on legs
referencing new table as new_legs
for each statement execute function legs_into_revenue_days()
"""

PAYER_FUNCTION = """
create function claims_into_payer_months() returns trigger language plpgsql as $$
declare
    was_decided boolean := old.adjudicated_at is not null;
begin
    insert into payer_months as month (
        tenant_id, id, month_on, payer_id, adjudicated_count, denied_count,
        days_to_pay_total, paid_cents, expected_cents
    )
    values (
        new.tenant_id, gen_random_uuid(),
        date_trunc('month', new.adjudicated_at at time zone 'UTC')::date, new.payer_id,
        1 - was_decided::int,
        (new.adjudication = 'denied')::int - (was_decided and old.adjudication = 'denied')::int,
        case when was_decided then 0 else
            greatest(new.adjudicated_at::date
                     - coalesce(new.submitted_at, new.created_at)::date, 0)
        end,
        new.paid_cents - case when was_decided then old.paid_cents else 0 end,
        case when was_decided then 0 else coalesce(new.expected_cents, 0) end
    )
    on conflict (tenant_id, month_on, payer_id) do update set
        adjudicated_count = month.adjudicated_count + excluded.adjudicated_count,
        denied_count = month.denied_count + excluded.denied_count,
        days_to_pay_total = month.days_to_pay_total + excluded.days_to_pay_total,
        paid_cents = month.paid_cents + excluded.paid_cents,
        expected_cents = month.expected_cents + excluded.expected_cents;
    return null;
end
$$
"""

PAYER_TRIGGER = """
create trigger claims_into_payer_months after update on claims
for each row when (
    new.adjudicated_at is not null
    and (old.adjudicated_at, old.adjudication, old.paid_cents)
        is distinct from (new.adjudicated_at, new.adjudication, new.paid_cents)
)
execute function claims_into_payer_months()
"""


def upgrade() -> None:
    begin()
    for statement in (REVENUE_FUNCTION, REVENUE_TRIGGER, PAYER_FUNCTION, PAYER_TRIGGER):
        op.execute(statement)


def downgrade() -> None:
    begin()
    op.execute("drop trigger claims_into_payer_months on claims")
    op.execute("drop function claims_into_payer_months()")
    op.execute("drop trigger legs_into_revenue_days on legs")
    op.execute("drop function legs_into_revenue_days()")
