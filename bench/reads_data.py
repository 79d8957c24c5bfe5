"""Fills a migrated database with tenants, their patients, claims and all that hangs on them.

Every tenant has the same shape, and its claims come evenly, a few each day: ten times the rows
are ten times the years, as they would be.
"""

from datetime import date, timedelta

import psycopg

LAST_DAY = date(2026, 11, 20)
CLAIMS_A_DAY = 5
PAYERS, STORES, PROVIDERS, SERVICES = 10, 4, 5, 7
PATIENTS_PER_CLAIM = 0.2
KEY = """
create function pg_temp.key(kind int, tenant int, n int) returns uuid immutable language sql as $$
    select (lpad(to_hex(1700000000000 + n::bigint * 60000), 12, '0') || '7' || lpad(to_hex(kind), 3, '0')
        || '8' || lpad(to_hex(tenant), 3, '0') || lpad(to_hex(n), 12, '0'))::uuid
$$
"""
JSON = """
create function pg_temp.json(value text) returns bytea immutable language sql as $$
    select convert_to(to_json(value)::text, 'UTF8')
$$
"""
TENANT, UNIT, PARTNER, PAYER, STORE, PROVIDER, SERVICE, TEMPLATE = range(1, 9)
PATIENT, COVERAGE, ENCOUNTER, CLAIM, LINE, EVENT, FINDING, HOLDABLE = range(9, 17)

ROWS = (
    """insert into tenants (id, name, slug)
    select pg_temp.key({TENANT}, t, 0), 'Pharmacy ' || t, 'bench-' || t from {tenants}""",
    """insert into organization_units (tenant_id, id, kind, name, path)
    select {tenant}, pg_temp.key({UNIT}, t, 0), 'organization', 'Chain', array[pg_temp.key({UNIT}, t, 0)]
    from {tenants}""",
    """insert into organization_units (tenant_id, id, parent_id, kind, name, path)
    select {tenant}, pg_temp.key({STORE}, t, n), pg_temp.key({UNIT}, t, 0), 'store', 'Store ' || n,
        array[pg_temp.key({UNIT}, t, 0), pg_temp.key({STORE}, t, n)]
    from {tenants}, generate_series(1, {STORES}) n""",
    """insert into stores (tenant_id, id, name, legal_name, npi, tax_id, taxonomy_code, address_line,
        city, state, zip_code, phone, time_zone)
    select {tenant}, pg_temp.key({STORE}, t, n), 'Store ' || n, 'CHAIN LLC', (1000000000 + n)::text,
        '411234567', '3336C0003X', n || ' MAIN ST', 'SAINT PAUL', 'MN', '551010001', '6515550100',
        'America/Chicago'
    from {tenants}, generate_series(1, {STORES}) n""",
    """insert into providers (tenant_id, id, first_name, last_name, kind, npi, taxonomy_code)
    select {tenant}, pg_temp.key({PROVIDER}, t, n), 'ROSA', 'FICTIVE ' || n, 'pharmacist',
        (1100000000 + n)::text, '183500000X'
    from {tenants}, generate_series(1, {PROVIDERS}) n""",
    """insert into payers (tenant_id, id, name, payer_number, claim_filing_indicator_code)
    select {tenant}, pg_temp.key({PAYER}, t, n), 'Invented Health Plan ' || n, 'INV' || n, 'CI'
    from {tenants}, generate_series(1, {PAYERS}) n""",
    """insert into services (tenant_id, id, name, kind)
    select {tenant}, pg_temp.key({SERVICE}, t, n), 'Service ' || n, 'immunization'
    from {tenants}, generate_series(1, {SERVICES}) n""",
    """insert into service_templates (tenant_id, id, service_id, version, definition, effective_from_on)
    select {tenant}, pg_temp.key({TEMPLATE}, t, n), pg_temp.key({SERVICE}, t, n), 1, '{{}}', '2010-01-01'
    from {tenants}, generate_series(1, {SERVICES}) n""",
    """insert into patients (tenant_id, id, first_name, last_name, birth_on, birth_on_index, sex,
        address_line, city, state, zip_code)
    select {tenant}, pg_temp.key({PATIENT}, t, n), pg_temp.json('AVA ' || n % 97),
        pg_temp.json('SAMPLE ' || n), pg_temp.json((date '1940-01-01' + n % 20000)::text), '', 'F',
        pg_temp.json(n || ' ELM AVE'), pg_temp.json('SAINT PAUL'), 'MN', pg_temp.json('551020001')
    from {tenants}, generate_series(1, {patients}) n""",
    """insert into coverages (tenant_id, id, patient_id, payer_id, priority, member_id, member_id_index,
        group_number, effective_from_on)
    select {tenant}, pg_temp.key({COVERAGE}, t, n), pg_temp.key({PATIENT}, t, n),
        pg_temp.key({PAYER}, t, 1 + n % {PAYERS}), 1, pg_temp.json('W' || n), '',
        pg_temp.json('GRP100'), '2010-01-01'
    from {tenants}, generate_series(1, {patients}) n""",
    """insert into encounters (tenant_id, id, store_id, patient_id, service_id, template_id, provider_id,
        status, served_on, answers, signed_at)
    select {tenant}, pg_temp.key({ENCOUNTER}, t, n), pg_temp.key({STORE}, t, 1 + n % {STORES}),
        pg_temp.key({PATIENT}, t, 1 + n % {patients}), pg_temp.key({SERVICE}, t, 1 + n % {SERVICES}),
        pg_temp.key({TEMPLATE}, t, 1 + n % {SERVICES}), pg_temp.key({PROVIDER}, t, 1 + n % {PROVIDERS}),
        'signed', {served_on}, convert_to('{{"site": "LA"}}', 'UTF8'), {served_on}
    from {tenants}, {claims} n""",
    """insert into claims (tenant_id, id, encounter_id, store_id, patient_id, coverage_id, payer_id,
        provider_id, patient_control_number, served_on, place_of_service_code, diagnosis_codes,
        charge_cents, expected_cents, readiness, transport, adjudication, money, work, display_status,
        submitted_at)
    select {tenant}, pg_temp.key({CLAIM}, t, n), pg_temp.key({ENCOUNTER}, t, n),
        pg_temp.key({STORE}, t, 1 + n % {STORES}), pg_temp.key({PATIENT}, t, patient),
        pg_temp.key({COVERAGE}, t, patient), pg_temp.key({PAYER}, t, 1 + patient % {PAYERS}),
        pg_temp.key({PROVIDER}, t, 1 + n % {PROVIDERS}), 'M' || t || '-' || n, {served_on}, '01',
        array['Z23'], 6750, 6000, 'released', 'accepted', 'pending', 'payer', 'none',
        (array['accepted', 'paid', 'sent', 'denied'])[1 + n % 4], {served_on}
    from {tenants}, {claims} n, lateral (select 1 + n % {patients} as patient) p""",
    """insert into service_lines (tenant_id, id, claim_id, store_id, line_number, line_control_number, served_on,
        procedure_code, units, charge_cents, diagnosis_pointers, rule)
    select {tenant}, pg_temp.key({LINE}, t, n * 8 + line), pg_temp.key({CLAIM}, t, n),
        pg_temp.key({STORE}, t, 1 + n % {STORES}), line,
        'L' || t || '-' || n || '-' || line, {served_on}, (array['90471', '90656', '99605'])[line],
        1, (array[2500, 4250, 9900])[line], array[1], 'immunization@1/administration'
    from {tenants}, {claims} n, generate_series(1, 2 + n % 2) line""",
    """insert into claim_events (tenant_id, id, claim_id, store_id, happened_at, actor, kind, summary,
        changes)
    select {tenant}, pg_temp.key({EVENT}, t, n * 8 + step), pg_temp.key({CLAIM}, t, n),
        pg_temp.key({STORE}, t, 1 + n % {STORES}),
        {served_on} + step * interval '1 hour', 'job:assembly', (array['assembled', 'released', 'sent'])[step],
        pg_temp.json('Something happened.'), '{{"transport": ["not_sent", "sent"]}}'
    from {tenants}, {claims} n, generate_series(1, 3) step""",
    """insert into claim_findings (tenant_id, id, claim_id, store_id, code, path, message, fix, source,
        severity)
    select {tenant}, pg_temp.key({FINDING}, t, n), pg_temp.key({CLAIM}, t, n),
        pg_temp.key({STORE}, t, 1 + n % {STORES}), 'coverage.group', 'coverage',
        pg_temp.json('The group number is missing.'), 'Ask the patient.', 'the payer', 'warning'
    from {tenants}, {claims} n where n % 3 = 0""",
    """insert into claims (tenant_id, id, store_id, patient_id, coverage_id, payer_id, provider_id,
        patient_control_number, served_on, place_of_service_code, diagnosis_codes, charge_cents,
        readiness, transport, adjudication, money, work, display_status)
    select {tenant}, pg_temp.key({HOLDABLE}, t, n), pg_temp.key({STORE}, t, 1),
        pg_temp.key({PATIENT}, t, 1), pg_temp.key({COVERAGE}, t, 1), pg_temp.key({PAYER}, t, 1),
        pg_temp.key({PROVIDER}, t, 1), 'H' || t || '-' || n, date '{last_day}', '01', array['Z23'], 2500,
        'released', 'not_sent', 'pending', 'payer', 'none', 'released'
    from {tenants}, generate_series(1, {holdable}) n""",
    """insert into revenue_days (tenant_id, id, served_on, service_id, payer_id, store_id, claim_count,
        charge_cents, expected_cents, paid_cents)
    select claims.tenant_id, gen_random_uuid(), claims.served_on, encounters.service_id, claims.payer_id,
        claims.store_id, count(*), sum(claims.charge_cents), sum(claims.expected_cents), 0
    from claims join encounters on encounters.tenant_id = claims.tenant_id
        and encounters.id = claims.encounter_id
    group by 1, 3, 4, 5, 6""",
    """insert into row_counts (tenant_id, table_name, status, store_id, row_count)
    select tenant_id, 'claims', display_status, store_id, count(*) from claims group by 1, 3, 4""",
    """insert into row_counts (tenant_id, table_name, status, store_id, row_count)
    select tenant_id, 'encounters', status, store_id, count(*) from encounters group by 1, 3, 4""",
)


RESTORE = """
delete from claim_holds;
delete from claim_events where kind = 'held';
update claims set readiness = 'released', work = 'none', display_status = 'released'
where patient_control_number like 'H%' and work = 'held';
delete from row_counts where status in ('released', 'held') and table_name = 'claims';
"""


def fill(superuser_url: str, *, tenants: int, claims: int, holdable: int) -> None:
    """Write everything at once, without triggers.

    Args:
        superuser_url: of a migrated, empty database.
        tenants: how many, all alike.
        claims: how many each of them has.
        holdable: how many more each has that the mutation may hold.
    """
    names = {name: value for name, value in globals().items() if isinstance(value, int)}
    values = names | {
        "tenants": f"generate_series(1, {tenants}) t",
        "tenant": f"pg_temp.key({TENANT}, t, 0)",
        "claims": f"generate_series(1, {claims})",
        "patients": max(1, round(claims * PATIENTS_PER_CLAIM)),
        "served_on": f"(date '{LAST_DAY}' - ({claims} - n) / {CLAIMS_A_DAY})",
        "last_day": LAST_DAY,
        "holdable": holdable,
    }
    with psycopg.connect(superuser_url) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(KEY)
        connection.execute(JSON)
        for rows in ROWS:
            connection.execute(rows.format(**values))
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def restore(superuser_url: str) -> None:
    """Undo what the mutation did, so that it can be done again."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(RESTORE)
        connection.execute("vacuum claim_holds, claim_events, claims, row_counts")


def first_day(days: int) -> date:
    """The first of the last days that a report asks for."""
    return LAST_DAY - timedelta(days=days)
