"""Released claims are sealed into interchanges that anyone can read and the validator passes."""

import hashlib

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.commands import hold_claim
from domain.claims.models import ClaimEvent
from domain.claims.queries import content_of, findings_of
from domain.outbox.models import OutboxMessage
from domain.payers.models import TradingPartner
from domain.providers.models import Store
from domain.submissions.commands import build_interchanges, gather
from domain.submissions.models import ClaimSubmission, Interchange, RawFile
from domain.submissions.professional_claims import professional_claim
from domain.submissions.sealing import Unsendable
from domain.x12.findings import Severity
from domain.x12.reading import read_professional_claims
from domain.x12.validating import validate
from tenants.database import TenantDatabase
from tests.builders import a_trading_partner
from tests.submissions.released import a_released_claim, axes, built, bytes_of, released_claims

pytestmark = pytest.mark.usefixtures("embedded_codes")


def events(session: Session) -> list[str]:
    return list(session.scalars(select(OutboxMessage.event).order_by(OutboxMessage.id)))


def test_released_claims_leave_together(session: Session) -> None:
    outbox, interchange = built(session)

    assert (interchange.claim_count, interchange.charge_cents) == (3, 3 * 67_50)
    assert (interchange.control_number, interchange.batch_number) == (1, "MB000000001")
    assert axes(*outbox.claims) == [("batched", "none")] * 3
    assert events(session)[-1] == "InterchangeBuilt"


def test_the_file_says_what_the_claims_say(session: Session) -> None:
    outbox, interchange = built(session)

    written = list(read_professional_claims(bytes_of(session, interchange)))

    expected = [professional_claim(content_of(session, claim.id)) for claim in outbox.claims]
    assert sorted(written, key=number_of) == sorted(expected, key=number_of)


def number_of(claim: object) -> str:
    return claim.patient_control_number  # type: ignore[attr-defined]


def test_the_validator_finds_nothing_to_say(session: Session) -> None:
    _, interchange = built(session)

    findings = list(validate(bytes_of(session, interchange)))

    assert [each for each in findings if each.severity == Severity.ERROR] == []


def test_a_dependents_claim_names_the_subscriber(session: Session) -> None:
    partner = a_trading_partner(session)
    claim = a_released_claim(
        session,
        partner,
        relationship_code="19",
        subscriber_first_name="ALEX",
        subscriber_last_name="SAMPLE",
    )

    (interchange,) = build_interchanges(session, partner.id)

    (written,) = read_professional_claims(bytes_of(session, interchange))
    assert written.subscriber.last_name == "SAMPLE"
    assert written.patient is not None
    assert written.patient.relationship_code == "19"
    assert written.patient_control_number == claim.patient_control_number


def test_every_segment_finds_its_claim(session: Session) -> None:
    outbox, interchange = built(session)

    rows = session.scalars(
        select(ClaimSubmission)
        .where(ClaimSubmission.interchange_id == interchange.id)
        .order_by(ClaimSubmission.first_segment)
    ).all()

    segments = bytes_of(session, interchange).decode().split("~")
    start = next(place for place, text in enumerate(segments) if text.strip().startswith("ST*"))
    numbers = {claim.id: claim.patient_control_number for claim in outbox.claims}
    assert segments[start + rows[0].first_segment - 1].strip().startswith("HL*1*")
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        own = [text.strip() for text in segments[start + row.first_segment - 1 :]]
        own = own[: row.last_segment - row.first_segment + 1]
        assert sum(text.startswith("CLM*") for text in own) == 1
        assert any(text.startswith(f"CLM*{numbers[row.claim_id]}*") for text in own)
        assert following is None or following.first_segment == row.last_segment + 1


def test_a_claims_history_shows_the_segments_that_it_leaves_with(session: Session) -> None:
    outbox, _ = built(session)

    left = session.scalars(select(ClaimEvent).where(ClaimEvent.kind == "batched"))
    shown = {event.claim_id: event.raw_segments or "" for event in left}
    numbers = {claim.id: claim.patient_control_number for claim in outbox.claims}
    assert {
        claim_id: [number for number in numbers.values() if f"CLM*{number}*" in text]
        for claim_id, text in shown.items()
    } == {claim_id: [number] for claim_id, number in numbers.items()}
    assert all("SV1*HC:90471" in text and "SE*" not in text for text in shown.values())


def test_nothing_is_batched_twice(session: Session) -> None:
    outbox, _ = built(session)

    again = build_interchanges(session, outbox.partner.id)

    assert again == []
    assert outbox.partner.last_control_number == 1


def test_a_held_claim_stays(session: Session) -> None:
    outbox = released_claims(session, 2)
    hold_claim(session, outbox.claims[0].id, "The patient called.")

    (interchange,) = build_interchanges(session, outbox.partner.id)

    assert interchange.claim_count == 1
    assert axes(*outbox.claims) == [("not_sent", "held"), ("batched", "none")]


def test_a_claim_the_validator_refuses_comes_back_alone(session: Session) -> None:
    outbox = released_claims(session, 3)
    faulty = outbox.claims[1]
    faulty.diagnosis_codes = ["NOT A CODE"]

    (interchange,) = build_interchanges(session, outbox.partner.id)

    assert interchange.claim_count == 2
    assert axes(*outbox.claims) == [("batched", "none"), ("not_sent", "fix"), ("batched", "none")]
    codes = [finding.code for finding in findings_of(session, faulty.id)]
    assert codes
    assert all(code.startswith("x12.") for code in codes)


def test_a_claim_that_cannot_be_written_comes_back_alone(session: Session) -> None:
    outbox = released_claims(session, 3)
    faulty = outbox.claims[1]
    faulty.prior_authorization_number = "AUTH*77"

    (interchange,) = build_interchanges(session, outbox.partner.id)

    assert interchange.claim_count == 2
    assert axes(*outbox.claims) == [("batched", "none"), ("not_sent", "fix"), ("batched", "none")]
    (finding,) = findings_of(session, faulty.id)
    assert (finding.code, finding.path) == ("x12.element.unwritable", "REF02")


def test_a_batch_of_nothing_but_faults_is_no_batch(session: Session) -> None:
    outbox = released_claims(session, 1)
    outbox.claims[0].diagnosis_codes = ["NOT A CODE"]

    interchanges = build_interchanges(session, outbox.partner.id)

    assert interchanges == []
    assert outbox.claims[0].readiness == "blocked"


def test_a_stores_fault_is_told_on_each_of_its_claims(session: Session) -> None:
    outbox = released_claims(session, 2)
    other_store = a_released_claim(session, outbox.partner)
    session.get_one(Store, outbox.claims[0].store_id).tax_id = "12"

    (interchange,) = build_interchanges(session, outbox.partner.id)

    assert interchange.claim_count == 1
    assert axes(*outbox.claims, other_store) == [
        ("not_sent", "fix"),
        ("not_sent", "fix"),
        ("batched", "none"),
    ]


def test_a_partners_own_fault_blames_no_claim(session: Session) -> None:
    outbox = released_claims(session, 1)
    outbox.partner.contact_phone = ""

    with pytest.raises(Unsendable):
        build_interchanges(session, outbox.partner.id)

    assert findings_of(session, outbox.claims[0].id) == []


def test_the_bytes_are_kept_before_they_leave(session: Session) -> None:
    _, interchange = built(session)

    raw_file = session.get_one(RawFile, interchange.raw_file_id)

    content = bytes_of(session, interchange)
    assert (raw_file.direction, raw_file.kind) == ("out", "837P")
    assert raw_file.checksum == hashlib.sha256(content).hexdigest()
    assert interchange.status == "built"


def test_two_partners_number_their_own(session: Session) -> None:
    first, second = released_claims(session, 1), released_claims(session, 1)

    numbers = [
        build_interchanges(session, outbox.partner.id)[0].control_number
        for outbox in (first, second)
    ]

    assert numbers == [1, 1]


def test_many_releases_call_for_one_batch(session: Session) -> None:
    outbox = released_claims(session, 3)

    for claim in outbox.claims:
        gather(session, claim.id)

    assert events(session).count("BatchDue") == 1


def test_builders_at_once_share_no_claim_and_no_number(tenant: TenantDatabase) -> None:
    with tenant.transaction() as session:
        outbox = released_claims(session, 4)

    built_ids = [_build(tenant, outbox.partner) for _ in range(2)]

    with tenant.transaction() as session:
        numbers = session.scalars(select(Interchange.control_number)).all()
    assert (len(built_ids[0]), len(built_ids[1]), list(numbers)) == (1, 0, [1])


def _build(tenant: TenantDatabase, partner: TradingPartner) -> list[Interchange]:
    with tenant.transaction() as session:
        return build_interchanges(session, partner.id)
