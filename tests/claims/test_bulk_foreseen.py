"""What an act on a whole list would come to: counted over all of it, the same as claim by claim."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.bulk import Act, Change, foresee
from domain.claims.bulk_foreseen import MOST_JUDGED, foresee_selected
from domain.claims.commands import cancel_claim, hold_claim
from domain.claims.models import Claim, ClaimFinding
from domain.codes.codebook import Codebook
from domain.errors import Forbidden
from domain.patients.restrictions import restrict_patient
from tenants.access import access_of_user
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tenants.permissions import Permission
from tests.builders import a_member
from tests.claims.test_bulk import rejected, statements
from tests.claims.test_commands import blocked, codes, released
from tests.conftest import TestDatabase

__all__ = ["codes"]

ALL = frozenset(Permission)


def as_member(
    database: TestDatabase, tenant: TenantDatabase, permissions: frozenset[Permission] = ALL
) -> TenantDatabase:
    with tenant.transaction() as session:
        access = access_of_user(session, a_member(session, permissions=permissions).id)
    assert access is not None
    return database.as_actor(access.actor(frozenset({Permission.READ_CLAIMS})))


def of_each_kind(session: Session, codes: Codebook) -> str:
    """Claims in every state that decides. Returns what keeps one of them here."""
    clean, faulty, held, gone, hidden = (
        released(session, codes),
        blocked(session, codes),
        blocked(session, codes),
        released(session, codes),
        released(session, codes),
    )
    rejected(session, codes)
    session.flush()
    hold_claim(session, held.id, "Wait for the card.")
    hold_claim(session, clean.id, "Wait for the card.")
    cancel_claim(session, gone.id, "A mistake.")
    restrict_patient(session, hidden.patient_id, "A neighbour.")
    finding = select(ClaimFinding.code).where(ClaimFinding.claim_id == faulty.id)
    return session.scalars(finding).one()


@pytest.mark.parametrize("act", list(Act))
def test_what_is_counted_over_all_is_what_each_claim_comes_to(
    act: Act, database: TestDatabase, tenant: TenantDatabase, codes: Codebook
) -> None:
    with tenant.transaction() as session:
        finding = of_each_kind(session, codes)
    change = Change(act, (), "The payer asked.", finding)

    with as_member(database, tenant).transaction() as session:
        found = foresee_selected(session, change, codes, lambda _: [])
        ids = session.scalars(select(Claim.id)).all()
        each = foresee(session, replace(change, claim_ids=ids), codes)

    in_sum = Counter({one.refusal.message: one.count for one in found.alike})
    by_edits = [one.refusal.message for one in found.judged if one.refusal]
    assert found.selected_count == len(ids) == 6
    assert in_sum + Counter(by_edits) == Counter(one.refusal.message for one in each if one.refusal)
    assert len(found.refused) == found.refused_count == in_sum.total()
    assert len(found.judged) == (0 if act is Act.HOLD else 6 - found.refused_count)


def plain_claims(session: Session, like: Claim, count: int) -> list[UUID]:
    """Claims of one patient on as many days."""
    names = ("patient_id", "coverage_id", "payer_id", "provider_id", "store_id", "readiness")
    same = {name: getattr(like, name) for name in names}
    made = [
        Claim(
            **same,
            id=new_id(),
            patient_control_number=f"LIKE{place}",
            served_on=date(2024, 1, 1) + timedelta(place),
            place_of_service_code="01",
            diagnosis_codes=["Z23"],
            charge_cents=0,
            transport="not_sent",
            adjudication="pending",
            money="unbilled",
            work="none",
            display_status="needs_fix",
        )
        for place in range(count)
    ]
    session.add_all(made)
    return [claim.id for claim in made]


def test_of_a_long_list_some_are_judged_evenly_over_it_in_as_many_statements(
    database: TestDatabase, tenant: TenantDatabase, codes: Codebook
) -> None:
    change = Change(Act.RECHECK, ())
    member = as_member(database, tenant)
    with tenant.transaction() as session:
        ids = [(like := blocked(session, codes)).id]
        ids += plain_claims(session, like, 2 * MOST_JUDGED)
    few = replace(change, claim_ids=ids[:2])
    asked = []
    for narrowed in (few, replace(change, claim_ids=ids)):
        with member.transaction() as session, statements(session) as counted:
            found = foresee_selected(session, narrowed, codes)
        asked.append(len(counted))

    assert (found.selected_count, found.refused_count) == (2 * MOST_JUDGED + 1, 0)
    assert [each.claim and each.claim.id for each in found.judged] == sorted(ids)[2::3]
    assert asked[1] <= asked[0]


def test_who_may_not_act_foresees_nothing(
    database: TestDatabase, tenant: TenantDatabase, codes: Codebook
) -> None:
    with tenant.transaction() as session:
        released(session, codes)
    reader = as_member(database, tenant, frozenset({Permission.READ_CLAIMS}))

    with pytest.raises(Forbidden), reader.transaction() as session:
        foresee_selected(session, Change(Act.HOLD, (), "Wait."), codes, lambda _: [])
