"""What documentation would come to: of many encounters in as many statements as of one."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from domain.charges.queries import why_uncoded
from domain.claims.preview import outlooks, preview_claims
from domain.codes.in_memory import codebook
from domain.encounters.models import Encounter
from tests.builders import a_coverage, a_payer
from tests.charges.test_commands import set_prices
from tests.claims.test_bulk import statements
from tests.encounters.documents import FLU_SHOT, Visit, a_draft, a_signed_encounter, a_visit

pytestmark = pytest.mark.usefixtures("embedded_codes")

Made = Callable[..., Encounter]


def flu_shots(session: Session, made: Made) -> list[UUID]:
    """Three of them at as many stores, of as many patients, providers and payers."""
    first = a_visit(session, "immunization")
    visits = [first] + [a_visit(session, service_id=first.service_id) for _ in range(2)]
    return [flu_shot(session, visit, made) for visit in visits]


def flu_shot(session: Session, visit: Visit, made: Made) -> UUID:
    payer = a_payer(session, requires_enrollment=True)
    a_coverage(session, patient_id=visit.patient_id, payer_id=payer.id)
    return made(session, visit, **FLU_SHOT).id


def count_of(session: Session, ask: Callable[[], object]) -> int:
    session.flush()
    session.expunge_all()
    with statements(session) as asked:
        ask()
    return len(asked)


def test_many_outlooks_take_no_more_statements_than_one(session: Session) -> None:
    set_prices(session, "90656", "90471")
    ids = flu_shots(session, a_draft)
    outlooks(session, ids)  # The codebook and the settings are remembered from now on.

    for_one = count_of(session, lambda: outlooks(session, ids[:1]))
    for_many = count_of(session, lambda: outlooks(session, ids))

    assert for_many == for_one
    one = [preview_claims(session, id_, codebook(session)) for id_ in ids]
    for outlook, preview in zip(outlooks(session, ids), one, strict=True):
        assert outlook.missing == ()
        assert outlook.preview.coding == preview.coding
        (claim,), (alone,) = outlook.preview.claims, preview.claims
        assert claim.findings == alone.findings
        assert claim.content.patient is alone.content.patient
        assert claim.content.payer is alone.content.payer
        assert len(claim.content.service_lines) == 2


def test_many_that_are_not_coded_take_no_more_statements_than_one(session: Session) -> None:
    flu_shots(session, a_signed_encounter)
    why_uncoded(session, 3)

    for_one = count_of(session, lambda: why_uncoded(session, 1))
    for_many = count_of(session, lambda: why_uncoded(session, 3))

    assert for_many == for_one
    assert [[each.path for each in found.findings] for found in why_uncoded(session, 3)] == [
        ["90656", "90471"]
    ] * 3
