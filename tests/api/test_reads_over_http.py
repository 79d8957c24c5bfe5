"""Reads as a caller sees them: signed in, over HTTP, through the compiled path."""

from collections.abc import Callable

from tenants.database import TenantDatabase
from tests.api.conftest import Browser
from tests.api.reading.records import a_claim

CLAIMS = """query Claims($first: Int) {
    claims(first: $first) { totalCount nodes { id chargeCents patient { lastName } payer { name } } } }"""


def test_a_signed_in_user_reads_claims(
    tenant: TenantDatabase, signed_in: Callable[..., Browser]
) -> None:
    with tenant.transaction() as session:
        claim = a_claim(session)

    found = signed_in().ask(CLAIMS, first=50)["claims"]

    assert found["totalCount"] == 1
    assert found["nodes"][0]["id"] == f"Claim_{claim.id}"
    assert found["nodes"][0]["payer"] == {"name": "Invented Health Plan"}


def test_another_tenants_user_reads_nothing(
    tenant: TenantDatabase, other_tenant: TenantDatabase, signed_in: Callable[..., Browser]
) -> None:
    with tenant.transaction() as session:
        a_claim(session)

    assert signed_in(of=other_tenant).ask(CLAIMS) == {"claims": {"totalCount": 0, "nodes": []}}


def test_text_that_no_database_holds_is_refused_politely(signed_in: Callable[..., Browser]) -> None:
    query = """query Q($number: String!) {
        claims(filter: {patientControlNumber: {equals: $number}}) { totalCount } }"""

    assert signed_in().codes(query, number="a\0b") == ["invalid"]
