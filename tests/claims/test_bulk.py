"""One act on many claims: foreseen exactly, done where it may be, in as few statements as for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from domain.claims.bulk import MOST_AT_ONCE, Act, Change, change_claims, foresee
from domain.claims.commands import assemble_claims, hold_claim
from domain.claims.history import Step, hear
from domain.claims.models import Claim, ClaimEvent, ClaimFinding, Transport, Work
from domain.codes.codebook import Codebook
from domain.errors import Invalid
from tenants.identifiers import new_id
from tests.builders import a_charge, a_coverage, a_store, an_encounter
from tests.claims.test_commands import DAY, announced, blocked, codes, kinds, released

__all__ = ["codes"]


def rejected(session: Session, codes: Codebook) -> Claim:
    claim = released(session, codes)
    hear(session, claim, Step("batched", "Batched."), transport=Transport.BATCHED)
    step = Step("rejected", "The payer rejected it.")
    hear(session, claim, step, transport=Transport.REJECTED, work=Work.REJECTION)
    session.flush()
    return claim


def told(outcomes) -> list[tuple[UUID | None, str | None]]:
    return [(each.claim and each.claim.id, each.refusal and each.refusal.code) for each in outcomes]


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection, _cursor, statement, *_):
        found.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield found
    event.remove(connection, "before_cursor_execute", note)


def test_what_is_foreseen_changes_nothing(session: Session, codes: Codebook) -> None:
    here, gone = released(session, codes), rejected(session, codes)
    change = Change(Act.HOLD, [here.id, gone.id, here.id, new_id()], "Wait for the card.")

    outcomes = foresee(session, change, codes)

    session.flush()
    assert told(outcomes) == [(here.id, None), (gone.id, "wrong_state"), (None, "not_found")]
    assert here.display_status == "released"
    assert "held" not in kinds(session, here.id)


def test_claims_are_held_where_they_may_be(session: Session, codes: Codebook) -> None:
    free, held, gone = (
        released(session, codes),
        released(session, codes),
        rejected(session, codes),
    )
    hold_claim(session, held.id, "Held before.")
    change = Change(Act.HOLD, [free.id, held.id, gone.id], " Wait for the card. ")

    outcomes = change_claims(session, change, codes)

    assert told(outcomes) == [
        (free.id, None),
        (held.id, "wrong_state"),
        (gone.id, "wrong_state"),
    ]
    assert [each.display_status for each in (free, held, gone)] == ["held", "held", "rejected"]
    event_ = session.scalars(
        select(ClaimEvent).where(ClaimEvent.claim_id == free.id).order_by(ClaimEvent.id.desc())
    ).first()
    assert event_ is not None
    assert event_.summary == "Held: Wait for the card."


def test_lifted_holds_let_clean_claims_leave(session: Session, codes: Codebook) -> None:
    clean, faulty = released(session, codes), blocked(session, codes)
    for claim in (clean, faulty):
        hold_claim(session, claim.id, "Wait.")
    session.flush()

    outcomes = change_claims(session, Change(Act.LIFT_HOLD, [clean.id, faulty.id]), codes)

    assert [each.refusal for each in outcomes] == [None, None]
    assert outcomes[0].note is None
    assert outcomes[1].note is not None
    assert (clean.display_status, faulty.display_status) == ("released", "needs_fix")
    assert announced(session) == ["ClaimReleased", "ClaimReleased"]


def test_a_finding_is_let_pass_on_all_claims_that_have_it(
    session: Session, codes: Codebook
) -> None:
    faulty, clean = blocked(session, codes), released(session, codes)
    finding = session.scalars(select(ClaimFinding.code)).one()
    change = Change(Act.OVERRIDE, [faulty.id, clean.id], "The payer asked.", finding)

    foreseen = foresee(session, change, codes)
    outcomes = change_claims(session, change, codes)

    assert told(foreseen) == told(outcomes) == [(faulty.id, None), (clean.id, "wrong_state")]
    assert [each.note for each in foreseen] == [None, None]
    assert faulty.display_status == "released"
    assert "overridden" in kinds(session, faulty.id)


def test_rejected_claims_are_sent_again(session: Session, codes: Codebook) -> None:
    back, here = rejected(session, codes), released(session, codes)

    outcomes = change_claims(session, Change(Act.RESUBMIT, [back.id, here.id]), codes)

    assert told(outcomes) == [(back.id, None), (here.id, "wrong_state")]
    assert (back.transport, back.display_status) == ("not_sent", "released")
    assert kinds(session, back.id)[-3:] == ["corrected", "checked", "released"]


def test_what_has_findings_is_not_released(session: Session, codes: Codebook) -> None:
    faulty = blocked(session, codes)

    outcomes = change_claims(session, Change(Act.RELEASE, [faulty.id]), codes)

    assert told(outcomes) == [(faulty.id, "held")]
    assert faulty.display_status == "needs_fix"


def at_one_store(session: Session, codes: Codebook, count: int) -> list[UUID]:
    """Claims ready to be held or judged again, of patients of their own."""
    store = a_store(session)
    made = []
    for _ in range(count):
        encounter = an_encounter(session, served_on=DAY, store_id=store.id)
        a_coverage(session, patient_id=encounter.patient_id)
        a_charge(session, encounter, diagnosis_codes=["Z23"])
        made.append(assemble_claims(session, encounter.id, codes)[0].id)
    session.flush()
    session.expunge_all()
    return made


@pytest.mark.parametrize("act", [Act.HOLD, Act.RECHECK])
def test_many_claims_take_no_more_statements_than_one(
    act: Act, session: Session, codes: Codebook
) -> None:
    one, many = at_one_store(session, codes, 1), at_one_store(session, codes, 3)
    with statements(session) as for_one:
        change_claims(session, Change(act, one, "Wait."), codes)
    session.expunge_all()

    with statements(session) as for_many:
        change_claims(session, Change(act, many, "Wait."), codes)

    assert len(for_many) <= len(for_one)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (Change(Act.HOLD, [], "Wait."), "claim_ids"),
        (Change(Act.RECHECK, [new_id() for _ in range(MOST_AT_ONCE + 1)]), "claim_ids"),
        (Change(Act.HOLD, [new_id()], "x"), "reason"),
        (Change(Act.OVERRIDE, [new_id()], "Because."), "finding_code"),
    ],
)
def test_a_change_that_says_too_little_is_refused(
    change: Change, path: str, session: Session, codes: Codebook
) -> None:
    with pytest.raises(Invalid) as refused:
        foresee(session, change, codes)

    assert refused.value.path == path
