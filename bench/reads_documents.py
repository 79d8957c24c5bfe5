"""The four operations as each server's callers would write them, asking for the same data."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from bench.reads_data import LAST_DAY, first_day

REPORT_DAYS = 90
PAGE = 50
REASON = "Ask the prescriber."


@dataclass(frozen=True)
class Operation:
    """One operation in the words of our API and of PostGraphile's."""

    name: str
    ours: str
    theirs: str


LIST = Operation(
    "list",
    """query Claims($status: DisplayStatus!, $first: Int!) {
      claims(first: $first, filter: {displayStatus: {equals: $status}}) {
        totalCount pageInfo { hasNextPage endCursor }
        edges { cursor node { id displayStatus servedOn chargeCents
          patient { id firstName lastName } payer { id name }
          serviceLines { procedureCode units chargeCents } } } } }""",
    """query Claims($status: String!, $first: Int!) {
      claims(condition: {displayStatus: $status}, first: $first, orderBy: [SERVED_ON_DESC, ROW_ID_DESC]) {
        totalCount pageInfo { hasNextPage endCursor }
        edges { cursor node { rowId displayStatus servedOn chargeCents
          tenantPatient { rowId firstName lastName } tenantPayer { rowId name }
          serviceLinesByTenantIdAndClaimIdAndStoreIdList(orderBy: [LINE_NUMBER_ASC]) {
            procedureCode units chargeCents } } } } }""",
)
SINGLE = Operation(
    "single",
    """query Claim($id: ID!) { claim(id: $id) {
      id patientControlNumber displayStatus servedOn chargeCents expectedCents paidCents
      diagnosisCodes placeOfServiceCode createdAt readiness transport adjudication money work
      patient { id firstName lastName birthOn sex addressLine city state zipCode }
      coverage { id memberId groupNumber priority effectiveFromOn }
      payer { id name payerNumber } store { id name npi } provider { id firstName lastName npi }
      encounter { id status servedOn signedAt }
      serviceLines { id lineNumber procedureCode modifiers units chargeCents diagnosisPointers ndc }
      findings { code message severity } holds { reason } events { kind happenedAt summary }
      payments { paidCents } } }""",
    """query Claim($tenant: UUID!, $id: UUID!) { claim(tenantId: $tenant, rowId: $id) {
      rowId patientControlNumber displayStatus servedOn chargeCents expectedCents paidCents
      diagnosisCodes placeOfServiceCode createdAt readiness transport adjudication money work
      tenantPatient { rowId firstName lastName birthOn sex addressLine city state zipCode }
      tenantCoverage { rowId memberId groupNumber priority effectiveFromOn }
      tenantPayer { rowId name payerNumber } tenantStore { rowId name npi }
      tenantProvider { rowId firstName lastName npi }
      tenantEncounterStore { rowId status servedOn signedAt }
      serviceLinesByTenantIdAndClaimIdAndStoreIdList(orderBy: [LINE_NUMBER_ASC]) {
        rowId lineNumber procedureCode modifiers units chargeCents diagnosisPointers ndc }
      claimFindingsByTenantIdAndClaimIdAndStoreIdList(orderBy: [CODE_ASC]) { code message severity }
      claimHoldsByTenantIdAndClaimIdAndStoreIdList { reason }
      claimEventsByTenantIdAndClaimIdAndStoreIdList(orderBy: [HAPPENED_AT_ASC]) { kind happenedAt summary }
      claimPaymentsByTenantIdAndClaimIdAndStoreIdList { paidCents } } }""",
)
REPORT = Operation(
    "report",
    """query Revenue($from: Date!, $to: Date!, $store: ID!) {
      revenueByService(filter: {servedOn: {from: $from, to: $to}, storeId: {equals: $store}}) {
        service { id name } claimCount chargeCents expectedCents paidCents } }""",
    """query Revenue($from: Date!, $to: Date!, $store: UUID!) {
      revenueByServiceList(servedFrom: $from, servedTo: $to, store: $store) {
        serviceId name claimCount chargeCents expectedCents paidCents } }""",
)
MUTATION = Operation(
    "mutation",
    """mutation Hold($id: ID!, $reason: String!) { holdClaim(claimId: $id, reason: $reason) {
      __typename ... on Claim { id displayStatus work servedOn
        patient { id firstName lastName } holds { reason heldBy } } } }""",
    """mutation Hold($id: UUID!, $reason: String!) { holdClaim(input: {claimId: $id, said: $reason}) {
      result { rowId displayStatus work servedOn tenantPatient { rowId firstName lastName }
        claimHoldsByTenantIdAndClaimIdAndStoreIdList { reason heldBy } } } }""",
)
OPERATIONS = (LIST, SINGLE, REPORT, MUTATION)

# PostGraphile's way to a report and to a command of several writes is a function in SQL.
FUNCTIONS = """
create function revenue_by_service(served_from date, served_to date, store uuid)
returns table (service_id uuid, name text, claim_count bigint, charge_cents bigint,
    expected_cents bigint, paid_cents bigint)
language sql stable as $$
    select revenue.service_id, services.name, revenue.claim_count, revenue.charge_cents,
        revenue.expected_cents, revenue.paid_cents
    from (
        select revenue_days.service_id, sum(claim_count)::bigint as claim_count,
            sum(charge_cents)::bigint as charge_cents, sum(expected_cents)::bigint as expected_cents,
            sum(paid_cents)::bigint as paid_cents
        from revenue_days where served_on >= served_from and served_on <= served_to and store_id = store
        group by revenue_days.service_id
    ) as revenue join services on services.id = revenue.service_id
    order by revenue.service_id
$$;
create function hold_claim(claim_id uuid, said text) returns claims language plpgsql as $$
declare
    before claims;
    held claims;
    acting text := split_part(current_setting('app.context'), '|', 2);
begin
    if length(btrim(said)) not between 3 and 1000 then
        raise exception 'Say why.';
    end if;
    select * into before from claims where id = hold_claim.claim_id for update;
    if not found or before.readiness = 'cancelled' or before.transport <> 'not_sent' or exists (
        select from claim_holds where claim_holds.claim_id = hold_claim.claim_id and released_at is null
    ) then
        raise exception 'It cannot be held.';
    end if;
    update claims set readiness = case readiness when 'released' then 'ready' else readiness end,
        work = 'held', display_status = 'held' where id = before.id returning * into held;
    insert into claim_holds (id, claim_id, store_id, reason, held_by)
    values (gen_random_uuid(), before.id, before.store_id, said, acting);
    insert into claim_events (id, claim_id, store_id, happened_at, actor, kind, summary, changes)
    values (gen_random_uuid(), before.id, before.store_id, clock_timestamp(), acting, 'held', 'Held: ' || said,
        jsonb_build_object('readiness', jsonb_build_array(before.readiness, held.readiness),
            'work', jsonb_build_array(before.work, held.work)));
    return held;
end
$$;
grant execute on all functions in schema public to mortar_app;
"""


@dataclass(frozen=True)
class Tenant:
    """What the requests of one tenant name."""

    id: UUID
    store_id: UUID
    claim_ids: list[UUID]
    holdable_ids: list[UUID]


def variables(operation: Operation, tenant: Tenant, place: int, *, ours: bool) -> dict[str, Any]:
    """Of the operation's `place`-th request for this tenant."""

    def key(kind: str, id_: UUID) -> str:
        return f"{kind}_{id_}" if ours else str(id_)

    days: dict[str, date] = {"from": first_day(REPORT_DAYS), "to": LAST_DAY}
    if operation is LIST:
        return {"status": "ACCEPTED" if ours else "accepted", "first": PAGE}
    if operation is REPORT:
        return {name: str(day) for name, day in days.items()} | {
            "store": key("Store", tenant.store_id)
        }
    if operation is MUTATION:
        held = tenant.holdable_ids[place % len(tenant.holdable_ids)]
        return {"id": key("Claim", held), "reason": REASON}
    claim = key("Claim", tenant.claim_ids[place % len(tenant.claim_ids)])
    return {"id": claim} if ours else {"tenant": str(tenant.id), "id": claim}
