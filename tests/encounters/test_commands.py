"""Encounters: drafted, completed, signed, amended, voided, and nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from domain.encounters.commands import (
    TRANSITIONS,
    Incomplete,
    amend_encounter,
    change_visit,
    complete_encounter,
    reopen_encounter,
    save_answers,
    sign_encounter,
    start_draft,
    void_encounter,
)
from domain.encounters.models import (
    Encounter,
    EncounterStatus,
    Immunization,
    Intervention,
    Observation,
    Signature,
)
from domain.encounters.queries import missing_of, signature_holds
from domain.errors import EditedMeanwhile, Invalid, NotFound, WrongState
from domain.outbox.models import OutboxMessage
from domain.providers.models import Store
from domain.services.commands import draft_template, publish_template, set_service_active
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tests.builders import a_patient, a_provider, a_store
from tests.encounters.documents import (
    FLU,
    FLU_SHOT,
    SERVED_ON,
    TOBACCO,
    a_draft,
    a_signed_encounter,
    a_visit,
)


def announced(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(
        select(OutboxMessage.event, OutboxMessage.payload).order_by(OutboxMessage.id)
    )
    return [(event, payload["encounter_id"]) for event, payload in rows]


def test_a_draft_pins_the_template_of_its_day(session: Session) -> None:
    visit = a_visit(session)
    newer = draft_template(session, visit.service_id)
    publish_template(session, newer.id, date(2026, 10, 16))

    draft = a_draft(session, visit)

    assert draft.template_id != newer.id
    assert (draft.status, draft.revision, draft.answers) == ("draft", 1, TOBACCO)


@pytest.mark.parametrize("missing", ["store_id", "patient_id", "service_id", "provider_id"])
def test_a_draft_needs_what_it_names(session: Session, missing: str) -> None:
    visit = replace(a_visit(session), **{missing: new_id()})

    with pytest.raises(NotFound):
        start_draft(session, **vars(visit))


def test_a_draft_needs_a_template_in_force(session: Session) -> None:
    visit = a_visit(session, served_on=date(2025, 12, 31))

    with pytest.raises(WrongState) as refusal:
        start_draft(session, **vars(visit))

    assert refusal.value.path == "served_on"


def test_nothing_is_documented_ahead(session: Session) -> None:
    ahead = datetime.now(UTC).date() + timedelta(days=2)
    visit = a_visit(session, served_on=ahead)

    with pytest.raises(Invalid) as refusal:
        start_draft(session, **vars(visit))

    assert refusal.value.path == "served_on"


def test_the_inactive_take_no_drafts(session: Session) -> None:
    withdrawn = a_visit(session)
    set_service_active(session, withdrawn.service_id, is_active=False)
    patient = replace(withdrawn, patient_id=a_patient(session, is_active=False).id)
    provider = replace(withdrawn, provider_id=a_provider(session, is_active=False).id)

    paths = []
    for visit in (withdrawn, patient, provider):
        with pytest.raises(WrongState) as refusal:
            start_draft(session, **vars(visit))
        paths.append(refusal.value.path)
        set_service_active(session, withdrawn.service_id, is_active=True)

    assert paths == ["service_id", "patient_id", "provider_id"]


def test_a_closed_store_takes_no_drafts_of_later_days(session: Session) -> None:
    visit = a_visit(session)
    store = session.get_one(Store, visit.store_id)
    store.closed_on = visit.served_on - timedelta(days=1)

    with pytest.raises(WrongState) as refusal:
        start_draft(session, **vars(visit))
    store.closed_on = visit.served_on
    draft = start_draft(session, **vars(visit))

    assert refusal.value.path == "store_id"
    assert draft.served_on == store.closed_on


def test_answers_are_merged_and_taken_back(session: Session) -> None:
    draft = a_draft(session)

    save_answers(session, draft.id, 1, {"minutes": 12, "readiness": None})

    expected = {key: value for key, value in TOBACCO.items() if key != "readiness"}
    assert draft.answers == expected | {"minutes": 12}
    assert draft.revision == 2


def test_an_old_revision_does_not_overwrite(session: Session) -> None:
    draft = a_draft(session)
    save_answers(session, draft.id, 1, {"minutes": 12})

    with pytest.raises(EditedMeanwhile):
        save_answers(session, draft.id, 1, {"minutes": 5})

    assert draft.answers["minutes"] == 12


def test_what_is_no_answer_is_not_kept(session: Session) -> None:
    draft = a_draft(session)

    with pytest.raises(Invalid) as refusal:
        save_answers(session, draft.id, 1, {"minutes": "many"})

    assert refusal.value.path == "answers.minutes"
    assert (draft.answers, draft.revision) == (TOBACCO, 1)


def test_another_day_brings_its_template(session: Session) -> None:
    visit = a_visit(session)
    newer = draft_template(session, visit.service_id)
    publish_template(session, newer.id, date(2026, 10, 16))
    draft = a_draft(session, visit)

    change_visit(session, draft.id, 1, date(2026, 10, 16), visit.provider_id)

    assert (draft.template_id, draft.served_on) == (newer.id, date(2026, 10, 16))


def test_a_draft_says_what_is_missing(session: Session) -> None:
    draft = a_draft(session, minutes=7)

    missing = [(finding.code, finding.path) for finding in missing_of(session, draft.id)]

    assert missing == [
        ("evidence.missing", "product"),
        ("evidence.missing", "readiness"),
        ("evidence.missing", "advice"),
    ]


def test_what_lacks_something_is_not_completed(session: Session) -> None:
    draft = a_draft(session, minutes=7)

    with pytest.raises(Incomplete) as refusal, session.begin_nested():
        complete_encounter(session, draft.id)

    assert [finding.path for finding in refusal.value.findings] == [
        "product",
        "readiness",
        "advice",
    ]
    assert refusal.value.path == "answers.product"
    assert draft.status == "draft"


def test_what_is_completed_is_reopened_to_be_edited(session: Session) -> None:
    draft = a_draft(session)
    complete_encounter(session, draft.id)
    with pytest.raises(WrongState):
        save_answers(session, draft.id, 1, {"minutes": 12})

    reopen_encounter(session, draft.id)
    save_answers(session, draft.id, 2, {"minutes": 12})

    assert (draft.status, draft.answers["minutes"], draft.completed_at) == ("draft", 12, None)


def test_a_signature_vouches_for_the_content(session: Session) -> None:
    encounter = a_signed_encounter(session)

    signature = session.scalars(select(Signature)).one()
    assert signature.signed_by == "job:test"
    assert signature_holds(session, encounter.id)
    assert announced(session) == [("EncounterSigned", str(encounter.id))]
    assert encounter.signed_at == signature.signed_at


def test_a_signature_holds_after_it_was_stored(tenant: TenantDatabase) -> None:
    with tenant.transaction() as session:
        visit = a_visit(session, "immunization")
        encounter_id = a_signed_encounter(session, visit, **FLU_SHOT).id

    with tenant.transaction() as session:
        assert signature_holds(session, encounter_id)


def test_content_behind_a_signature_that_is_another_is_noticed(session: Session) -> None:
    encounter = a_signed_encounter(session)

    encounter.answers = TOBACCO | {"minutes": 11}

    with session.no_autoflush:
        assert not signature_holds(session, encounter.id)
    session.expire(encounter)


@pytest.mark.parametrize(
    "change",
    [
        "answers = '{}'",
        "served_on = '2026-10-16'",
        "signed_at = null",
        "amendment_reason = 'none'",
    ],
)
def test_the_database_refuses_to_change_what_was_signed(session: Session, change: str) -> None:
    encounter = a_signed_encounter(session)

    with pytest.raises(DBAPIError, match="never changes"), session.begin_nested():
        session.execute(text(f"update encounters set {change}"))

    assert signature_holds(session, encounter.id)


def test_an_unsigned_encounter_has_no_signature(session: Session) -> None:
    draft = a_draft(session)

    with pytest.raises(NotFound):
        signature_holds(session, draft.id)


def test_a_technicians_work_is_not_signed(session: Session) -> None:
    technician = a_provider(session, kind="technician", taxonomy_code="183700000X")
    draft = a_draft(session, a_visit(session, provider_id=technician.id))
    complete_encounter(session, draft.id)

    with pytest.raises(WrongState) as refusal, session.begin_nested():
        sign_encounter(session, draft.id)

    assert refusal.value.path == "provider_id"
    assert (draft.status, announced(session)) == ("completed", [])


def test_a_vaccine_becomes_a_record(session: Session) -> None:
    second = FLU | {"cvx_code": "115", "ndc": "58160084252", "site_code": "RD"}

    encounter = a_signed_encounter(
        session, a_visit(session, "immunization"), screened=True, vaccines=[FLU, second]
    )

    first, other = session.scalars(select(Immunization).order_by(Immunization.id))
    assert (first.encounter_id, first.cvx_code, first.ndc) == (encounter.id, "140", "49281042588")
    assert (first.expires_on, first.dose_quantity) == (date(2027, 6, 30), Decimal("0.5"))
    assert (other.cvx_code, other.site_code, other.funding_source) == ("115", "RD", "private")


def test_what_was_measured_becomes_records(session: Session) -> None:
    a_signed_encounter(
        session,
        a_visit(session, "chronic_condition_follow_up"),
        conditions=["hypertension"],
        systolic=128,
        diastolic=82,
        plan="Go on.",
        visit_level="brief",
    )

    measured = session.scalars(select(Observation).order_by(Observation.id))
    assert [(each.name, each.value, each.unit_code) for each in measured] == [
        ("systolic", "128", "mm[Hg]"),
        ("diastolic", "82", "mm[Hg]"),
    ]


def test_counselling_becomes_an_intervention(session: Session) -> None:
    a_signed_encounter(session)

    done = session.scalars(select(Intervention)).one()
    assert (done.kind, done.minutes, done.detail) == (
        "tobacco_cessation",
        7,
        TOBACCO["advice"],
    )


def test_an_amendment_replaces_what_it_amends_once_signed(session: Session) -> None:
    old = a_signed_encounter(session)
    new = amend_encounter(session, old.id, "The minutes were wrong.")
    assert (old.status, new.status, new.answers) == ("signed", "draft", old.answers)
    save_answers(session, new.id, 1, {"minutes": 11})
    complete_encounter(session, new.id)

    sign_encounter(session, new.id)

    assert (old.status, new.status, new.amends_id) == ("amended", "signed", old.id)
    assert signature_holds(session, old.id)
    assert signature_holds(session, new.id)
    assert announced(session) == [
        ("EncounterSigned", str(old.id)),
        ("EncounterSigned", str(new.id)),
    ]


def test_an_amendment_is_amended_in_turn(session: Session) -> None:
    chain = [a_signed_encounter(session)]
    for _ in range(2):
        next_ = amend_encounter(session, chain[-1].id, "Again.")
        complete_encounter(session, next_.id)
        chain.append(sign_encounter(session, next_.id))

    assert [each.status for each in chain] == ["amended", "amended", "signed"]


def test_one_amendment_is_under_way_at_a_time(session: Session) -> None:
    old = a_signed_encounter(session)
    first = amend_encounter(session, old.id, "Once.")

    with pytest.raises(WrongState):
        amend_encounter(session, old.id, "Twice.")
    void_encounter(session, first.id, "Never mind.")

    assert amend_encounter(session, old.id, "Anew.").amends_id == old.id


def test_an_amendment_of_something_voided_is_not_signed(session: Session) -> None:
    old = a_signed_encounter(session)
    new = amend_encounter(session, old.id, "The minutes were wrong.")
    complete_encounter(session, new.id)
    void_encounter(session, old.id, "It never happened.")

    with pytest.raises(WrongState), session.begin_nested():
        sign_encounter(session, new.id)

    assert (old.status, new.status) == ("voided", "completed")


def test_only_a_signed_encounter_is_amended(session: Session) -> None:
    draft = a_draft(session)

    with pytest.raises(WrongState):
        amend_encounter(session, draft.id, "Too early.")


def test_voiding_what_was_signed_is_announced(session: Session) -> None:
    encounter = a_signed_encounter(session)

    void_encounter(session, encounter.id, "Another patient's.")

    assert (encounter.status, encounter.void_reason) == ("voided", "Another patient's.")
    assert announced(session)[-1] == ("EncounterVoided", str(encounter.id))


def test_a_discarded_draft_concerns_nobody(session: Session) -> None:
    draft = a_draft(session)

    void_encounter(session, draft.id, "Started by mistake.")

    assert (draft.status, announced(session)) == ("voided", [])


@pytest.mark.parametrize("reason", [" ", "X" * 501])
def test_a_reason_is_given(session: Session, reason: str) -> None:
    encounter = a_signed_encounter(session)

    for act in (amend_encounter, void_encounter):
        with pytest.raises(Invalid) as refusal, session.begin_nested():
            act(session, encounter.id, reason)
        assert refusal.value.path == "reason"

    assert encounter.status == "signed"


ACTS: dict[EncounterStatus, Any] = {
    EncounterStatus.COMPLETED: complete_encounter,
    EncounterStatus.DRAFT: reopen_encounter,
    EncounterStatus.SIGNED: sign_encounter,
    EncounterStatus.VOIDED: lambda session, id_: void_encounter(session, id_, "A reason."),
}


@pytest.mark.parametrize("status", list(EncounterStatus))
@pytest.mark.parametrize("to", list(ACTS))
def test_only_the_transitions_of_the_table_are_legal(
    session: Session, status: EncounterStatus, to: EncounterStatus
) -> None:
    encounter = a_draft(session)
    encounter.status = status
    session.flush()

    with session.begin_nested() if to in TRANSITIONS[status] else pytest.raises(WrongState):
        ACTS[to](session, encounter.id)


def test_another_tenants_encounter_is_not_found(
    session: Session, other_tenant: TenantDatabase
) -> None:
    with other_tenant.transaction() as theirs:
        foreign_id = a_draft(theirs).id

    with pytest.raises(NotFound):
        save_answers(session, foreign_id, 1, {"minutes": 1})


def test_a_member_of_another_store_does_not_find_it(
    tenant: TenantDatabase, tenant_at_stores: Any
) -> None:
    with tenant.transaction() as session:
        encounter_id = a_draft(session).id
        elsewhere = a_store(session).id

    with tenant_at_stores(elsewhere).transaction() as session, pytest.raises(NotFound):
        missing_of(session, encounter_id)


def test_served_on_is_the_day_that_was_given(session: Session) -> None:
    assert session.get_one(Encounter, a_draft(session).id).served_on == SERVED_ON
