"""TA1, 999 and 277CA move claims as far as they are news, in any order, however often."""

from itertools import permutations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.claims.corrections import Correction, correct_claim, resubmit_claim
from domain.claims.models import Claim, ClaimEvent
from domain.claims.queries import findings_of
from domain.codes.in_memory import codebook
from domain.errors import WrongState
from domain.outbox.models import OutboxMessage
from domain.providers.models import Store
from domain.submissions.acknowledgements import take_in
from domain.submissions.commands import build_interchanges
from domain.submissions.models import Acknowledgement, ClaimSubmission, Interchange, RawFile
from domain.submissions.receiving import receive_file, replay_file
from domain.submissions.transmission import record_sent
from domain.x12.claim_acknowledgments import Status, StatusCode
from tests.submissions.answers import (
    NOON,
    a_277ca,
    a_999,
    accepted_status,
    rejected_status,
    ta1,
)
from tests.submissions.released import Outbox, arrived, axes, built, released_claims, sent, steps

pytestmark = pytest.mark.usefixtures("embedded_codes")


def hear(session: Session, outbox: Outbox, *files: bytes) -> list[RawFile]:
    ids = [arrived(session, outbox.partner, content) for content in files]
    for raw_file_id in ids:
        take_in(session, raw_file_id)
    session.flush()
    return [session.get_one(RawFile, raw_file_id) for raw_file_id in ids]


def rejections(session: Session) -> int:
    query = select(func.count()).where(OutboxMessage.event == "ClaimRejected")
    return session.scalar(query) or 0


def test_a_claim_travels_from_sent_to_accepted(session: Session) -> None:
    outbox, interchange = sent(session, 1)

    hear(session, outbox, ta1(interchange), a_999(interchange))
    received = axes(*outbox.claims)
    hear(session, outbox, a_277ca(interchange, [(outbox.claims[0], accepted_status())]))

    assert received == [("received", "none")]
    assert axes(*outbox.claims) == [("accepted", "none")]
    assert outbox.claims[0].payer_claim_control_number
    assert interchange.status == "accepted"
    assert steps(session, outbox.claims[0])[-4:] == [
        "batched",
        "sent",
        "acknowledged",
        "acknowledged",
    ]


def test_a_refused_envelope_brings_every_claim_back(session: Session) -> None:
    outbox, interchange = sent(session, 2)

    hear(session, outbox, ta1(interchange, "R", "024"))

    assert axes(*outbox.claims) == [("rejected", "rejection")] * 2
    assert (interchange.status, rejections(session)) == ("rejected", 2)


def test_a_duplicate_of_what_arrived_takes_nothing_back(session: Session) -> None:
    outbox, interchange = sent(session, 1)

    hear(session, outbox, a_999(interchange), ta1(interchange, "R", "025"))

    assert axes(*outbox.claims) == [("received", "none")]


def test_a_refused_set_tells_the_claim_at_fault_which_segment(session: Session) -> None:
    outbox, interchange = sent(session, 3)
    place = session.scalars(
        select(ClaimSubmission).where(ClaimSubmission.claim_id == outbox.claims[1].id)
    ).one()

    hear(session, outbox, a_999(interchange, "R", place.last_segment - 1))

    assert axes(*outbox.claims) == [("rejected", "rejection")] * 3
    told = {
        each.claim_id: each.message
        for each in session.scalars(select(Acknowledgement))
        if each.claim_id
    }
    assert told[outbox.claims[1].id] == "Refused: SV101 (IK403 7)."
    assert "the fault is not in this claim" in told[outbox.claims[0].id]


def test_accepted_with_errors_is_still_under_way(session: Session) -> None:
    outbox, interchange = sent(session, 1)

    hear(session, outbox, a_999(interchange, "E", 20))

    assert axes(*outbox.claims) == [("received", "none")]
    assert interchange.status == "accepted"


def test_one_claim_of_a_batch_comes_back(session: Session) -> None:
    outbox, interchange = sent(session, 3)
    good, bad, silent = outbox.claims

    hear(
        session,
        outbox,
        a_277ca(interchange, [(good, accepted_status()), (bad, rejected_status("85"))]),
    )

    assert axes(good, bad, silent) == [
        ("accepted", "none"),
        ("rejected", "rejection"),
        ("sent", "none"),
    ]
    assert interchange.status == "partially_accepted"
    assert rejections(session) == 1


def test_a_claim_that_comes_back_says_what_to_mend_until_it_is_sent_again(
    session: Session,
) -> None:
    outbox, interchange = sent(session, 1)
    (claim,) = outbox.claims

    unknown_member = Status((StatusCode("A7", "164", "IL"),), NOON.date(), "U", 67_50)
    hear(session, outbox, a_277ca(interchange, [(claim, unknown_member)]))

    (finding,) = findings_of(session, claim.id)
    assert (finding.code, finding.path) == ("payer.rejected", "coverage.member_id")
    assert (finding.message, finding.source) == (
        "The payer does not know this member number.",
        "STC A7:164:IL",
    )
    assert "correct the coverage" in finding.fix
    assert axes(claim) == [("rejected", "rejection")]
    resubmit_claim(session, claim.id, codebook(session))
    assert findings_of(session, claim.id) == []


def test_a_claim_that_came_back_with_its_file_is_not_blamed(session: Session) -> None:
    outbox, interchange = sent(session, 1)

    hear(session, outbox, ta1(interchange, "R", "020"))

    (finding,) = findings_of(session, outbox.claims[0].id)
    assert (finding.code, finding.path) == ("payer.rejected", "interchange")
    assert finding.fix.startswith("Nothing is wrong with the claim")


def test_a_claims_history_shows_its_own_patient_only(session: Session) -> None:
    outbox, interchange = sent(session, 2)
    mine, other = outbox.claims

    hear(
        session, outbox, a_277ca(interchange, [(each, accepted_status()) for each in (mine, other)])
    )

    event = session.scalars(
        select(ClaimEvent).where(ClaimEvent.claim_id == mine.id).order_by(ClaimEvent.id.desc())
    ).first()
    assert event is not None
    assert event.raw_segments is not None
    assert f"TRN*2*{mine.patient_control_number}" in event.raw_segments
    assert other.patient_control_number not in event.raw_segments
    assert event.raw_segments.startswith("BHT")


def test_a_batch_refused_as_a_whole_lists_no_claim(session: Session) -> None:
    outbox, interchange = sent(session, 2)

    hear(session, outbox, a_277ca(interchange, batch=rejected_status("41")))

    assert axes(*outbox.claims) == [("rejected", "rejection")] * 2
    assert interchange.status == "rejected"


def test_a_provider_refused_as_a_whole_lists_no_claim(session: Session) -> None:
    outbox, interchange = sent(session, 2)
    npi = session.get_one(Store, outbox.claims[0].store_id).npi

    hear(session, outbox, a_277ca(interchange, npi=npi, provider=rejected_status("85")))

    assert axes(*outbox.claims) == [("rejected", "rejection")] * 2


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_answers_does_not_matter(session: Session, order: tuple[int, ...]) -> None:
    outbox, interchange = sent(session, 1)
    files = [
        ta1(interchange),
        a_999(interchange),
        a_277ca(interchange, [(outbox.claims[0], accepted_status())]),
    ]

    hear(session, outbox, *(files[place] for place in order))

    assert axes(*outbox.claims) == [("accepted", "none")]


def test_an_answer_may_come_before_we_know_that_it_was_sent(session: Session) -> None:
    outbox, interchange = built(session, 1)

    hear(session, outbox, a_277ca(interchange, [(outbox.claims[0], accepted_status())]))
    record_sent(session, interchange.id)

    assert axes(*outbox.claims) == [("accepted", "none")]
    assert steps(session, outbox.claims[0]).count("sent") == 1


def test_the_same_file_twice_is_one_file(session: Session) -> None:
    outbox, interchange = sent(session, 1)
    content = a_999(interchange)

    first, second = hear(session, outbox, content, content)

    assert first.id == second.id
    assert session.scalar(select(func.count(Acknowledgement.id))) == 2


def test_two_partners_may_send_the_same_bytes(session: Session) -> None:
    outboxes = [sent(session, 1) for _ in range(2)]
    content = a_999(outboxes[0][1])

    for outbox, _ in outboxes:
        hear(session, outbox, content)

    assert [axes(*outbox.claims) for outbox, _ in outboxes] == [[("received", "none")]] * 2


def test_a_late_acceptance_does_not_undo_a_rejection(session: Session) -> None:
    outbox, interchange = sent(session, 1)
    claim = outbox.claims[0]

    hear(session, outbox, a_277ca(interchange, [(claim, rejected_status())]))
    hear(session, outbox, a_277ca(interchange, [(claim, accepted_status())]), a_999(interchange))

    assert axes(claim) == [("rejected", "rejection")]
    assert rejections(session) == 1


def test_an_answer_to_an_earlier_journey_moves_nothing(session: Session) -> None:
    outbox, first = sent(session, 1)
    claim = outbox.claims[0]
    hear(session, outbox, a_277ca(first, [(claim, rejected_status())]))
    again(session, outbox, claim)

    hear(session, outbox, a_999(first, "R", 20))

    assert axes(claim) == [("batched", "none")]
    assert steps(session, claim)[-1] == "acknowledged"


def again(session: Session, outbox: Outbox, claim: Claim) -> Interchange:
    """A person corrects the rejected claim, which then leaves anew."""
    correct_claim(session, claim.id, Correction(note="Checked."), codebook(session))
    session.flush()
    (interchange,) = build_interchanges(session, outbox.partner.id)
    return interchange


def test_an_answer_to_nothing_of_ours_waits_in_quarantine(session: Session) -> None:
    outbox, _ = sent(session, 1)
    content = a_999(Interchange(control_number=77, batch_number="MB77"))

    (raw_file,) = hear(session, outbox, content)

    assert raw_file.status == "quarantined"
    assert raw_file.reason == "AK102 77: nothing of that number was sent to this partner."
    assert axes(*outbox.claims) == [("sent", "none")]


def test_what_cannot_be_read_names_its_segment(session: Session) -> None:
    outbox, interchange = sent(session, 1)
    content = a_999(interchange).replace(b"AK9*A*1*1*1", b"AK9*A*ONE*1*1")

    (raw_file,) = hear(session, outbox, content)

    assert raw_file.status == "quarantined"
    assert raw_file.reason is not None
    assert raw_file.reason.startswith("AK902, segment ")


def test_a_quarantined_file_is_read_again_when_it_can_be(session: Session) -> None:
    outbox = released_claims(session, 1)
    early = a_999(Interchange(control_number=1, batch_number="MB000000001"))
    (raw_file,) = hear(session, outbox, early)
    assert raw_file.status == "quarantined"
    build_interchanges(session, outbox.partner.id)

    replay_file(session, raw_file.id)
    take_in(session, raw_file.id)

    assert (raw_file.status, raw_file.reason) == ("processed", None)
    assert axes(*outbox.claims) == [("received", "none")]


def test_only_a_quarantined_file_is_read_again(session: Session) -> None:
    outbox, interchange = sent(session, 1)
    (raw_file,) = hear(session, outbox, a_999(interchange))

    with pytest.raises(WrongState):
        replay_file(session, raw_file.id)


def test_another_partners_number_is_not_ours(session: Session) -> None:
    outbox, interchange = sent(session, 1)
    stranger = released_claims(session, 1)

    raw_file_id = receive_file(session, stranger.partner.id, "999.x12", a_999(interchange))
    take_in(session, raw_file_id)

    assert session.get_one(RawFile, raw_file_id).status == "quarantined"
    assert axes(*outbox.claims) == [("sent", "none")]
