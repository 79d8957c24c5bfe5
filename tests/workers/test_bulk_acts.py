"""An act on many claims goes on after a kill, ends when told to, and never exceeds who asked for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain.claims.bulk import Act, Change
from domain.claims.bulk_acts import MOST_UNDER_WAY, begin, cancel_bulk_act, retry_bulk_act
from domain.claims.bulk_faults import MOST_IN_A_ROW
from domain.claims.bulk_pieces import Turn, do_piece, take_up
from domain.claims.commands import assemble_claims, hold_claim, lift_hold
from domain.claims.events import BulkActDue
from domain.claims.models import (
    BulkAct,
    BulkActPiece,
    BulkActRefusal,
    Claim,
    ClaimEvent,
    ClaimHold,
)
from domain.codes.in_memory import codebook
from domain.errors import AlreadyExists, Forbidden, Invalid, NotFound, WrongState
from domain.patients.restrictions import restrict_patient
from tenants.access import access_of_user
from tenants.audit import AuditEvent, Origin
from tenants.database import TenantDatabase, find
from tenants.identifiers import new_id
from tenants.meanings import Module
from tenants.models import Membership, OrganizationUnit, PersonalToken, Role, User
from tenants.modules import switch_module
from tenants.permissions import Permission
from tenants.sealing import DoesNotOpen
from tests.builders import a_charge, a_coverage, a_member, a_store, an_encounter
from tests.claims.test_bulk import statements
from tests.claims.test_commands import DAY
from tests.conftest import TestDatabase
from tests.workers.conftest import Works
from workers.broker import Delivery, Following, Installation
from workers.claims import act_on_claims

pytestmark = pytest.mark.usefixtures("embedded_codes")

PIPELINE = {BulkActDue.__name__: Following((act_on_claims,))}
WAIT = Change(Act.HOLD, (), "Wait for the card.")
MAY = frozenset({Permission.READ_CLAIMS, Permission.WRITE_CLAIMS, Permission.BREAK_GLASS})
Start = Callable[..., Works]


def claims_of(session: Session, store_id: UUID, count: int) -> list[UUID]:
    """Claims of as many patients, in the order of their ids."""
    made = []
    for _ in range(count):
        encounter = an_encounter(session, served_on=DAY, store_id=store_id)
        a_coverage(session, patient_id=encounter.patient_id)
        a_charge(session, encounter, diagnosis_codes=["Z23"])
        made.append(assemble_claims(session, encounter.id, codebook(session))[0].id)
    return made


@pytest.fixture
def claim_ids(tenant: TenantDatabase) -> list[UUID]:
    with tenant.transaction() as session:
        return claims_of(session, a_store(session).id, 3)


def as_user(database: TestDatabase, tenant: TenantDatabase, user_id: UUID) -> TenantDatabase:
    """As a request of that user sees the database."""
    with tenant.transaction() as session:
        access = access_of_user(session, user_id)
    assert access is not None
    return database.as_actor(access.actor(frozenset({Permission.WRITE_CLAIMS})))


@pytest.fixture
def user_id(tenant: TenantDatabase) -> UUID:
    with tenant.transaction() as session:
        return a_member(session, permissions=MAY).id


@pytest.fixture
def biller(database: TestDatabase, tenant: TenantDatabase, user_id: UUID) -> TenantDatabase:
    return as_user(database, tenant, user_id)


def begun(biller: TenantDatabase, claim_ids: list[UUID], change: Change = WAIT) -> UUID:
    """An act whose pieces are of one claim each."""
    with biller.transaction() as session:
        act = begin(session, replace(change, claim_ids=claim_ids))
        piece = session.scalars(
            select(BulkActPiece).where(BulkActPiece.bulk_act_id == act.id)
        ).one()
        first, *others = piece.claim_ids
        piece.claim_ids = [first]
        session.add_all(
            BulkActPiece(bulk_act_id=act.id, position=place, claim_ids=[claim_id])
            for place, claim_id in enumerate(others, start=1)
        )
        return act.id


def deliver(tenant: TenantDatabase, installation: Installation, act_id: UUID) -> None:
    event = {"bulk_act_id": act_id}
    act_on_claims.perform(
        installation, Delivery("act_on_claims", new_id(), tenant.actor.tenant_id, event)
    )


def one_piece(tenant: TenantDatabase, database: TestDatabase, act_id: UUID) -> None:
    """As a worker does it that dies after it."""
    turn = taken_up(tenant, act_id)
    with database.as_actor(turn.actor).transaction() as session:
        do_piece(session, act_id, turn.piece.id, codebook(session))


def taken_up(tenant: TenantDatabase, act_id: UUID) -> Turn:
    with tenant.transaction() as session:
        turn = take_up(session, act_id)
    assert turn is not None
    return turn


def kept(tenant: TenantDatabase, act_id: UUID) -> BulkAct:
    with tenant.transaction() as session:
        return find(session, BulkAct, act_id)


def counts(act: BulkAct) -> tuple[str, int, int, int]:
    return act.state, act.selected_count, act.done_count, act.refused_count


def held(tenant: TenantDatabase) -> list[UUID]:
    """The claims on hold; twice, if they were put there twice."""
    with tenant.transaction() as session:
        holds = select(ClaimHold.claim_id).where(ClaimHold.released_at.is_(None))
        return list(session.scalars(holds.order_by(ClaimHold.claim_id)))


def refusals(tenant: TenantDatabase, act_id: UUID) -> list[tuple[UUID, str, str]]:
    with tenant.transaction() as session:
        found = select(BulkActRefusal).where(BulkActRefusal.bulk_act_id == act_id)
        return [
            (each.claim_id, each.code, each.message)
            for each in session.scalars(found.order_by(BulkActRefusal.claim_id))
        ]


def test_an_act_reaches_all_as_the_person_who_asked(
    tenant: TenantDatabase,
    biller: TenantDatabase,
    user_id: UUID,
    claim_ids: list[UUID],
    start_works: Start,
) -> None:
    with tenant.transaction() as session:
        hold_claim(session, claim_ids[1], "Held before.")
    works = start_works(PIPELINE)
    act_id = begun(biller, claim_ids)

    works.drain(lambda: kept(tenant, act_id).ended_at is not None)

    assert counts(kept(tenant, act_id)) == ("done", 3, 2, 1)
    assert held(tenant) == claim_ids
    (refused,) = refusals(tenant, act_id)
    assert refused == (claim_ids[1], "wrong_state", "The claim is on hold already.")
    with tenant.transaction() as session:
        of_last = select(ClaimEvent).where(ClaimEvent.claim_id == claim_ids[2])
        step = session.scalars(of_last.order_by(ClaimEvent.id.desc())).first()
        assert step is not None
        assert (step.actor, step.summary) == (f"user:{user_id}", "Held: Wait for the card.")
        told = select(AuditEvent).where(
            AuditEvent.actor == f"user:{user_id}", AuditEvent.action == "act_on_claims"
        )
        event = session.scalars(told.order_by(AuditEvent.id.desc())).first()
        assert event is not None
        assert (event.through, event.through_id) == ("job", str(act_id))
        assert {f"bulk_acts/{act_id}", f"claims/{claim_ids[2]}"} <= set(event.objects)
        assert event.patient_ids == [find(session, Claim, claim_ids[2]).patient_id]


def test_killed_between_and_within_pieces_it_goes_on_and_does_nothing_twice(
    database: TestDatabase,
    tenant: TenantDatabase,
    biller: TenantDatabase,
    claim_ids: list[UUID],
    installation: Installation,
) -> None:
    act_id = begun(biller, claim_ids)
    one_piece(tenant, database, act_id)
    turn = taken_up(tenant, act_id)
    with biller.transaction() as session:
        do_piece(session, act_id, turn.piece.id, codebook(session))
        session.rollback()  # What a kill leaves of a piece.

    before = counts(kept(tenant, act_id)), held(tenant)
    for _ in range(2):
        deliver(tenant, installation, act_id)

    assert before == (("running", 3, 1, 0), claim_ids[:1])
    assert counts(kept(tenant, act_id)) == ("done", 3, 3, 0)
    assert held(tenant) == claim_ids


def test_a_large_piece_takes_no_more_statements_than_a_small_one(
    tenant: TenantDatabase, biller: TenantDatabase, claim_ids: list[UUID]
) -> None:
    with tenant.transaction() as session:
        more = claims_of(session, find(session, Claim, claim_ids[0]).store_id, 3)
        for claim_id in (claim_ids[0], *more[:2]):
            hold_claim(session, claim_id, "Held before.")
    counted = []
    for ids in (claim_ids[:2], [claim_ids[2], *more]):
        with biller.transaction() as session:
            act = begin(session, replace(WAIT, claim_ids=ids))
        turn = taken_up(tenant, act.id)
        with biller.transaction() as session, statements(session) as asked:
            do_piece(session, act.id, turn.piece.id, codebook(session))
            session.flush()
        counted.append((len(asked), counts(kept(tenant, act.id))))

    small, large = counted
    assert small[1] == ("done", 2, 1, 1)
    assert large == (small[0], ("done", 4, 2, 2))


def test_cancelled_midway_the_rest_is_left_and_can_be_tried_again(
    database: TestDatabase,
    tenant: TenantDatabase,
    biller: TenantDatabase,
    claim_ids: list[UUID],
    installation: Installation,
) -> None:
    with tenant.transaction() as session:
        hold_claim(session, claim_ids[0], "Held before.")
    act_id = begun(biller, claim_ids)
    one_piece(tenant, database, act_id)
    one_piece(tenant, database, act_id)
    with biller.transaction() as session:
        cancel_bulk_act(session, act_id)
    deliver(tenant, installation, act_id)

    assert counts(kept(tenant, act_id)) == ("cancelled", 3, 1, 1)
    assert held(tenant) == claim_ids[:2]

    with tenant.transaction() as session:
        lift_hold(session, claim_ids[0], codebook(session))
    with biller.transaction() as session:
        again = retry_bulk_act(session, act_id)
    with pytest.raises(AlreadyExists), biller.transaction() as session:
        retry_bulk_act(session, act_id)
    deliver(tenant, installation, again.id)

    assert (again.retries_id, again.reason) == (act_id, "Wait for the card.")
    assert counts(kept(tenant, again.id)) == ("done", 2, 2, 0)
    assert held(tenant) == claim_ids
    for command in (cancel_bulk_act, retry_bulk_act):
        with pytest.raises(WrongState), biller.transaction() as session:
            command(session, again.id)


DAMAGE = text("update patients set birth_on = '\\x00' where id = any(:ids)")


def damage(tenant: TenantDatabase, claim_ids: list[UUID]) -> None:
    """When the patients of these claims were born does not open any more: an error of ours."""
    with tenant.transaction() as session:
        patients = [find(session, Claim, claim_id).patient_id for claim_id in claim_ids]
        session.execute(DAMAGE, {"ids": patients})


def test_a_claim_at_which_we_fail_is_set_apart_and_the_rest_is_done(
    tenant: TenantDatabase,
    biller: TenantDatabase,
    claim_ids: list[UUID],
    installation: Installation,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with tenant.transaction() as session:
        for claim_id in claim_ids:
            hold_claim(session, claim_id, "Held before.")
    damage(tenant, claim_ids[1:2])
    with biller.transaction() as session:  # All in one piece.
        act_id = begin(session, Change(Act.LIFT_HOLD, claim_ids)).id

    deliver(tenant, installation, act_id)

    assert counts(kept(tenant, act_id)) == ("done", 3, 2, 1)
    assert held(tenant) == claim_ids[1:2]
    (refused,) = refusals(tenant, act_id)
    assert refused[:2] == (claim_ids[1], "fault")
    assert refused[2].startswith("We failed at this claim, and nothing was done to it.")
    (told,) = [each.getMessage() for each in caplog.records if each.name == "workers.claims"]
    assert told.startswith(f"Act {act_id} failed at claim {claim_ids[1]}: DoesNotOpen at ")
    with biller.transaction() as session:
        again = retry_bulk_act(session, act_id)
    assert again.selected_count == 1


def test_what_fails_claim_after_claim_stops_the_act_until_it_is_resumed(
    tenant: TenantDatabase,
    biller: TenantDatabase,
    claim_ids: list[UUID],
    installation: Installation,
) -> None:
    with tenant.transaction() as session:
        more = claims_of(session, find(session, Claim, claim_ids[0]).store_id, MOST_IN_A_ROW)
    damage(tenant, more)
    with biller.transaction() as session:
        act_id = begin(session, Change(Act.RECHECK, [*claim_ids, *more])).id

    with pytest.raises(DoesNotOpen):
        deliver(tenant, installation, act_id)
    stopped = counts(kept(tenant, act_id))
    deliver(tenant, installation, act_id)  # Somebody resumes its job.

    assert stopped == ("running", 8, 3, MOST_IN_A_ROW - 1)
    assert counts(kept(tenant, act_id)) == ("done", 8, 3, MOST_IN_A_ROW)


def dismissed(session: Session, user_id: UUID) -> None:
    find(session, User, user_id).is_active = False


def without_permission(session: Session, user_id: UUID) -> None:
    membership = session.scalars(select(Membership).where(Membership.user_id == user_id)).one()
    find(session, Role, membership.role_id).permissions = [Permission.READ_CLAIMS]


def without_module(session: Session, _: UUID) -> None:
    switch_module(session, Module.MEDICAL_BILLING, is_on=False)


def without_store(session: Session, user_id: UUID) -> None:
    membership = session.scalars(select(Membership).where(Membership.user_id == user_id)).one()
    membership.unit_id = a_store(session).id  # A store is the unit of its id.


@pytest.mark.parametrize(
    ("loses", "reason"),
    [
        (dismissed, "access_ended"),
        (without_permission, "permission_lost"),
        (without_module, "module_off"),
        (without_store, "store_lost"),
    ],
)
def test_it_stops_once_who_asked_may_no_longer(
    loses: Callable[[Session, UUID], None],
    reason: str,
    database: TestDatabase,
    tenant: TenantDatabase,
    biller: TenantDatabase,
    user_id: UUID,
    claim_ids: list[UUID],
    installation: Installation,
) -> None:
    act_id = begun(biller, claim_ids)
    one_piece(tenant, database, act_id)
    with tenant.transaction() as session:
        loses(session, user_id)

    deliver(tenant, installation, act_id)

    act = kept(tenant, act_id)
    assert (*counts(act), act.stopped_because) == ("stopped", 3, 1, 0, reason)
    assert act.ended_at is not None
    assert held(tenant) == claim_ids[:1]


def test_a_revoked_token_stops_what_was_asked_through_it(
    tenant: TenantDatabase,
    biller: TenantDatabase,
    user_id: UUID,
    claim_ids: list[UUID],
    installation: Installation,
) -> None:
    with tenant.transaction() as session:
        token = PersonalToken(
            user_id=user_id,
            name="Script",
            token_hash="x",
            scopes=[Permission.WRITE_CLAIMS],
            expires_at=datetime.now(UTC) + timedelta(days=1),
        )
        session.add(token)
    script = replace(biller, origin=Origin("application", str(token.id)))
    act_id = begun(script, claim_ids)
    with tenant.transaction() as session:
        find(session, PersonalToken, token.id).revoked_at = datetime.now(UTC)

    deliver(tenant, installation, act_id)

    act = kept(tenant, act_id)
    assert (act.token_id, act.state, act.stopped_because) == (token.id, "stopped", "access_ended")
    assert held(tenant) == []


def test_a_restricted_patients_claim_is_refused_as_by_hand(
    tenant: TenantDatabase,
    biller: TenantDatabase,
    claim_ids: list[UUID],
    installation: Installation,
) -> None:
    with tenant.transaction() as session:
        restrict_patient(session, find(session, Claim, claim_ids[1]).patient_id, "Neighbour.")
    act_id = begun(biller, claim_ids, Change(Act.RECHECK, ()))

    deliver(tenant, installation, act_id)

    assert counts(kept(tenant, act_id)) == ("done", 3, 2, 1)
    (refused,) = refusals(tenant, act_id)
    assert refused[:2] == (claim_ids[1], "restricted")


def test_nobody_acts_on_claims_of_stores_beyond_their_own(
    database: TestDatabase, tenant: TenantDatabase, claim_ids: list[UUID]
) -> None:
    with tenant.transaction() as session:
        store = a_store(session)
        own = claims_of(session, store.id, 1)
        unit = find(session, OrganizationUnit, store.id)
        user_id = a_member(session, permissions=MAY, unit=unit).id
    member = as_user(database, tenant, user_id)

    with pytest.raises(NotFound), member.transaction() as session:
        begin(session, replace(WAIT, claim_ids=[*own, *claim_ids]))
    with member.transaction() as session:
        act = begin(session, WAIT, lambda row: [row.served_on == DAY])

    assert (act.selected_count, act.store_ids) == (1, [store.id])


def test_another_tenants_or_persons_act_is_not_there(
    database: TestDatabase,
    tenant: TenantDatabase,
    other_tenant: TenantDatabase,
    biller: TenantDatabase,
    claim_ids: list[UUID],
) -> None:
    with other_tenant.transaction() as session:
        stranger_id = a_member(session).id
    with tenant.transaction() as session:
        colleague_id = a_member(session, permissions=MAY).id
        auditor_id = a_member(session, permissions=MAY | {Permission.READ_AUDIT}).id
    act_id = begun(biller, claim_ids)

    for others in (
        as_user(database, other_tenant, stranger_id),
        as_user(database, tenant, colleague_id),
    ):
        for command in (cancel_bulk_act, retry_bulk_act):
            with pytest.raises(NotFound), others.transaction() as session:
                command(session, act_id)
    before = kept(tenant, act_id).state
    with as_user(database, tenant, auditor_id).transaction() as session:
        cancel_bulk_act(session, act_id)

    assert (before, kept(tenant, act_id).state) == ("waiting", "cancelled")


def test_what_cannot_be_asked_for_is_refused(
    tenant: TenantDatabase, biller: TenantDatabase, claim_ids: list[UUID]
) -> None:
    asked: list[tuple[Change, type[Exception]]] = [
        (Change(Act.HOLD, claim_ids, "x"), Invalid),
        (Change(Act.HOLD, (), "Wait."), Invalid),
        (Change(Act.HOLD, [*claim_ids, new_id()], "Wait."), NotFound),
        (Change(Act.RELEASE, claim_ids), Forbidden),
    ]
    for change, refusal in asked:
        with pytest.raises(refusal), biller.transaction() as session:
            begin(session, change)
    with pytest.raises(Forbidden), tenant.transaction() as session:
        begin(session, replace(WAIT, claim_ids=claim_ids))
    with biller.transaction() as session:
        for _ in range(MOST_UNDER_WAY):
            begin(session, replace(WAIT, claim_ids=claim_ids))
    with pytest.raises(WrongState), biller.transaction() as session:
        begin(session, replace(WAIT, claim_ids=claim_ids))

    with tenant.transaction() as session:
        assert len(session.scalars(select(BulkAct)).all()) == MOST_UNDER_WAY
