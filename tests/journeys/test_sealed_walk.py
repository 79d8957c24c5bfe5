"""From a patient to a posted payment, nothing that tells who it was stands in any table."""

import base64
from datetime import date

import psycopg
import pytest
from psycopg import sql

from api.idempotency import first_answer, keep_answer
from domain.codes.in_memory import codebook
from domain.patients.commands import add_patient, change_patient
from domain.patients.coverage import CoverageDetails
from domain.patients.demographics import Identifier, PatientDetails
from domain.patients.imports import import_patients
from domain.patients.restrictions import restrict_patient
from domain.simulator.answering import answers
from domain.simulator.scripts import Instructions
from domain.submissions.commands import build_interchanges
from domain.submissions.receiving import raw_file_content, receive_file
from domain.submissions.transmission import begin_sending, record_sent
from tenants.database import TenantDatabase
from tests.builders import (
    a_charge,
    a_payer,
    a_store,
    a_trading_partner,
    a_vaccine_charge,
    an_encounter,
)
from tests.journeys.test_every_script import FEES, read
from tests.submissions.released import assemble_claims

pytestmark = pytest.mark.usefixtures("embedded_codes")

BORN_ON = date(1931, 7, 23)
PERSON = PatientDetails(
    first_name="Zyxcanfirst",
    middle_name="Zyxcanmiddle",
    last_name="Zyxcanlast",
    birth_on=BORN_ON,
    sex="F",
    address_line="77 Zyxcanstreet",
    address_line_2="Zyxcanunit",
    city="Zyxcancity",
    state="MN",
    zip_code="551998877",
    phone="6515557731",
    email="zyxcanmail@example.com",
)
CANARIES = (
    "zyxcan", "1931-07-23", "19310723", "551998877", "6515557731", "ZYXMEMBER77", "ZYXGROUP88",
    "ZYXIDENTIFIER99",
)  # fmt: skip
TABLES = """
    select c.oid::regclass::text from pg_class c
    where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text !~ '^(pg_|information_)'
"""


def found_in(connection: psycopg.Connection) -> dict[str, set[str]]:
    """Every canary that stands anywhere in the database, by the table it stands in."""
    found: dict[str, set[str]] = {}
    spellings = {
        spelling: canary
        for canary in CANARIES
        for raw in (canary.lower(), canary.upper(), canary)
        for spelling in (raw, raw.encode().hex(), base64.b64encode(raw.encode()).decode()[:-4])
    }
    for (table,) in connection.execute(TABLES).fetchall():
        rows = connection.execute(sql.SQL("select t::text from {} t").format(sql.SQL(table)))
        for (text,) in rows:
            low = text.lower()
            for spelling, canary in spellings.items():
                if spelling in text or spelling.lower() in low:
                    found.setdefault(table, set()).add(canary)
    return found


def walk(tenant: TenantDatabase) -> bytes:
    """Everything that is done about a patient; returns the 837P."""
    with tenant.transaction() as session:
        partner = a_trading_partner(session)
        payer = a_payer(session, trading_partner_id=partner.id)
        coverage = CoverageDetails(
            payer.id, "ZYXMEMBER77", date(2020, 1, 1), group_number="ZYXGROUP88"
        )
        identifier = Identifier("mrn", "ZYXIDENTIFIER99")
        patient = add_patient(session, PERSON, [identifier], [coverage])
        change_patient(session, patient.id, PERSON)
        encounter = an_encounter(
            session,
            patient_id=patient.id,
            store_id=a_store(session).id,
            answers={"plan": "Zyxcanplan"},
            amendment_reason="Zyxcanamended",
            void_reason="Zyxcanvoid",
        )
        a_charge(session, encounter, explanation="Zyxcanexplained")
        a_vaccine_charge(session, encounter)
        (claim,) = assemble_claims(session, encounter.id, codebook(session))
        claim.note = "Zyxcannote"
        claim.prior_authorization_number = "Zyxcanauth"
        assert claim.readiness == "released"
        (interchange,) = build_interchanges(session, partner.id)
        begin_sending(session, interchange.id)
        record_sent(session, interchange.id)
        content = raw_file_content(session, interchange.raw_file_id)
        for answer in answers(content, Instructions(allowed_cents=FEES)):
            read(session, partner, answer)
        receive_file(session, partner.id, "zip.x12", b"ISA*zyxcan*broken")
        restrict_patient(session, patient.id, "Zyxcanrestricted")
        first_answer(session, "key", "hash")
        keep_answer(session, "key", '{"data": "Zyxcananswer"}')
        header = "identifier_system,identifier_value,first_name,last_name,birth_on,sex,zip_code\n"
        file = header + "mrn,ZYXIDENTIFIER99,Zyxcanfirst,Zyxcanlast,1931-07-23,F,1\n"
        import_patients(session, "zyxcan.csv", file.encode())
    return content


def test_no_table_tells_who_it_was(tenant: TenantDatabase, superuser: psycopg.Connection) -> None:
    content = walk(tenant)

    assert b"ZYXCANLAST" in content.upper()
    assert b"ZYXMEMBER77" in content
    assert found_in(superuser) == {}


def test_the_search_finds_what_stands_in_the_clear(
    tenant: TenantDatabase, superuser: psycopg.Connection
) -> None:
    with tenant.transaction() as session:
        a_payer(session, name="Zyxcan Health")
        a_trading_partner(session, settings={"hex": b"ZYXMEMBER77".hex()})

    found = found_in(superuser)

    assert found == {"payers": {"zyxcan"}, "trading_partners": {"ZYXMEMBER77"}}
    with tenant.transaction() as session:
        session.connection().exec_driver_sql("update payers set name = 'Health'")
        session.connection().exec_driver_sql("update trading_partners set settings = '{}'")
