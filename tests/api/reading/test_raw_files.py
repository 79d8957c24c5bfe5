"""Who sees some stores reads a raw file only where every claim in it is of theirs."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest
from sqlalchemy.orm import Session

from domain.claims.models import Claim
from domain.remittances.models import ClaimPayment, ProviderAdjustment, Remittance
from domain.submissions.models import ClaimSubmission, Interchange, RawFile
from tenants.database import TenantDatabase
from tests.api.reading.conftest import Reader
from tests.api.reading.records import a_claim
from tests.builders import a_store, a_trading_partner

_numbers = count(1)
ASKED = "{ rawFiles { nodes { content reason } } }"


@pytest.fixture
def claims(tenant: TenantDatabase) -> tuple[Claim, Claim]:
    """Of a store of the reader's, and of another."""
    with tenant.transaction() as session:
        return _claim(session), _claim(session)


def _claim(session: Session) -> Claim:
    return a_claim(session, store_id=a_store(session).id)


def a_file(session: Session, **given: Any) -> RawFile:
    number = next(_numbers)
    values = {"direction": "in", "name": f"{number}.x12", "status": "processed"}
    file = RawFile(content=b"ISA*00~", checksum=f"whole {number}", **values | given)
    session.add(file)
    session.flush()
    return file


def sent(session: Session, *claims: Claim) -> None:
    partner = a_trading_partner(session)
    interchange = Interchange(
        trading_partner_id=partner.id,
        raw_file_id=a_file(session, direction="out").id,
        control_number=1,
        batch_number="B1",
        claim_count=len(claims),
        charge_cents=1,
        status="sent",
    )
    session.add(interchange)
    session.flush()
    for claim in claims:
        session.add(
            ClaimSubmission(
                interchange_id=interchange.id,
                claim_id=claim.id,
                transaction_control_number="0001",
                first_segment=1,
                last_segment=2,
            )
        )


def paid(session: Session, *claims: Claim | None, plb_cents: int = 0, **file: Any) -> None:
    """In one remittance; a payment that no claim was found for is None."""
    remittance = Remittance(
        raw_file_id=a_file(session, **file).id,
        transaction_control_number="0001",
        payer_identifier="1411234567",
        payer_name="INVENTED HEALTH PLAN",
        trace_number=f"whole {next(_numbers)}",
        payment_method_code="ACH",
        paid_cents=0,
        provider_adjustment_cents=plb_cents,
        claim_paid_cents=0,
        paid_on=date(2026, 10, 20),
        claim_count=len(claims),
        status="posted",
    )
    session.add(remittance)
    session.flush()
    for position, claim in enumerate(claims, 1):
        session.add(
            ClaimPayment(
                remittance_id=remittance.id,
                position=position,
                claim_id=claim.id if claim else None,
                patient_control_number="1",
                claim_status_code="1",
                charge_cents=0,
                paid_cents=0,
                patient_responsibility_cents=0,
                status="posted",
                segments="CLP*1~",
            )
        )
    if plb_cents:
        adjustment = ProviderAdjustment(
            remittance_id=remittance.id, reason_code="FB", amount_cents=plb_cents
        )
        session.add(adjustment)


def shown(reader: Reader, claim: Claim | None = None) -> list[str | None]:
    """The files' contents as a member of that claim's store sees them, or of all."""
    stores = frozenset({claim.store_id}) if claim else None
    member = reader.as_actor(replace(reader.database.actor, store_ids=stores))
    return [node["content"] for node in member.ask(ASKED)["rawFiles"]["nodes"]]


def test_a_sent_file_is_shown_where_all_its_claims_are_ones_own(tenant, reader, claims):
    mine, other = claims
    with tenant.transaction() as session:
        sent(session, mine)

    assert shown(reader, mine) == ["ISA*00~"]
    assert shown(reader, other) == [None]


def test_a_file_with_one_claim_of_another_store_is_not(tenant, reader, claims):
    mine, other = claims
    with tenant.transaction() as session:
        sent(session, mine, other)
        paid(session, mine, other)

    assert shown(reader, mine) == shown(reader, other) == [None, None]
    assert shown(reader) == ["ISA*00~", "ISA*00~"]


def test_a_payment_of_ones_own_claims_is_shown(tenant, reader, claims):
    mine, other = claims
    with tenant.transaction() as session:
        paid(session, mine)

    assert shown(reader, mine) == ["ISA*00~"]
    assert shown(reader, other) == [None]


@pytest.mark.parametrize(
    "given",
    [{"reason": "A payment of this file was taken in before."}, {"status": "quarantined"}],
    ids=["not kept whole", "not read"],
)
def test_what_was_not_all_kept_is_shown_to_nobody_of_some_stores(tenant, reader, claims, given):
    with tenant.transaction() as session:
        paid(session, claims[0], **given)
        a_file(session, status="quarantined", reason="CLP04 of 1234 differs.")

    member = replace(reader.database.actor, store_ids=frozenset({claims[0].store_id}))
    nodes = reader.as_actor(member).ask(ASKED)["rawFiles"]["nodes"]

    assert nodes == [{"content": None, "reason": None}] * 2
    assert shown(reader) == ["ISA*00~", "ISA*00~"]


def test_nor_is_a_payment_with_what_belongs_to_no_claim(tenant, reader, claims):
    mine, _ = claims
    with tenant.transaction() as session:
        paid(session, mine, None)
        paid(session, mine, plb_cents=5_00)

    assert shown(reader, mine) == [None, None]
