"""Patients and their coverage: registered once, covered in order, day by day."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.errors import AlreadyExists, Invalid, NotFound, WrongState
from domain.patients.commands import (
    PossibleDuplicate,
    add_coverage,
    add_identifier,
    add_patient,
    change_patient,
    correct_coverage,
    deactivate_patient,
    end_coverage,
    order_coverages,
    reactivate_patient,
    remove_identifier,
    replace_coverage,
)
from domain.patients.coverage import CoverageDetails
from domain.patients.demographics import Identifier, PatientDetails
from domain.patients.models import Patient
from domain.patients.queries import coverage_on
from tenants.database import TenantDatabase
from tests.builders import a_coverage, a_patient, a_payer

AVA = PatientDetails(
    first_name="Ava",
    last_name="Sample",
    birth_on=date(1958, 4, 12),
    sex="F",
    address_line="12 Elm Ave",
    city="Saint Paul",
    state="MN",
    zip_code="55102-0001",
    phone="(651) 555-0123",
)


def coverage_of(payer_id: UUID, **given: object) -> CoverageDetails:
    values = {"member_id": "W123456789", "effective_from_on": date(2024, 1, 1)}
    return CoverageDetails(payer_id, **(values | given))  # type: ignore[arg-type]


def refused_path(session: Session, details: PatientDetails) -> str | None:
    with pytest.raises(Invalid) as refusal:
        add_patient(session, details)
    assert session.scalar(select(func.count()).select_from(Patient)) == 0
    return refusal.value.path


def test_a_patient_is_added_with_identifiers_and_coverages_in_order(session: Session) -> None:
    medicare, supplement = a_payer(session), a_payer(session)

    patient = add_patient(
        session,
        AVA,
        [Identifier("dispensing", "4711")],
        [coverage_of(medicare.id), coverage_of(supplement.id, bin_number="610020")],
    )

    covered = coverage_on(session, patient.id, date(2026, 10, 1))
    assert [(each.priority, each.payer_id) for each in covered] == [
        (1, medicare.id),
        (2, supplement.id),
    ]
    assert (patient.zip_code, patient.phone) == ("551020001", "6515550123")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("first_name", " "),
        ("last_name", "X" * 61),
        ("city", "Saint\x00Paul"),
        ("birth_on", date(2999, 1, 1)),
        ("birth_on", date(1850, 1, 1)),
        ("sex", "X"),
        ("state", "ZZ"),
        ("zip_code", "5510"),
        ("phone", "555-0123"),
        ("email", "nobody"),
    ],
)
def test_a_wrong_field_is_named(session: Session, path: str, value: object) -> None:
    assert refused_path(session, replace(AVA, **{path: value})) == path


def test_a_wrong_coverage_is_named_by_its_place(session: Session) -> None:
    payer = a_payer(session)

    with pytest.raises(Invalid) as refusal:
        add_patient(session, AVA, [], [coverage_of(payer.id), coverage_of(payer.id, member_id="")])

    assert refusal.value.path == "coverages.1.member_id"


@pytest.mark.parametrize(
    ("first_name", "last_name"),
    [
        ("AVA", "SAMPLE"),
        ("Ava", "Sampel"),
        ("Ava", "Sample Jr."),
        ("Àva", "Sample-Jones"),
        ("Sample", "Ava"),
    ],
)
def test_the_same_birth_date_and_a_similar_name_may_be_a_duplicate(
    session: Session, first_name: str, last_name: str
) -> None:
    here = add_patient(session, AVA)

    with pytest.raises(PossibleDuplicate) as refusal:
        add_patient(session, replace(AVA, first_name=first_name, last_name=last_name))

    (candidate,) = refusal.value.candidates
    assert candidate.patient_id == here.id
    assert candidate.reasons == ("same birth date and a similar name",)


@pytest.mark.parametrize(
    "other",
    [
        replace(AVA, first_name="Thomas"),
        replace(AVA, last_name="Fictive"),
        replace(AVA, birth_on=date(1959, 4, 12)),
    ],
    ids=["other first name", "other last name", "other birth date"],
)
def test_another_person_is_no_duplicate(session: Session, other: PatientDetails) -> None:
    add_patient(session, AVA)

    added = add_patient(session, other)

    assert added.last_name == other.last_name


def test_the_same_identifier_may_be_a_duplicate(session: Session) -> None:
    here = add_patient(session, AVA, [Identifier("dispensing", "4711")])
    other = replace(AVA, first_name="Thomas", birth_on=date(1990, 1, 1))

    with pytest.raises(PossibleDuplicate) as refusal:
        add_patient(session, other, [Identifier("dispensing", "4711")])

    (candidate,) = refusal.value.candidates
    assert (candidate.patient_id, candidate.reasons) == (here.id, ("same identifier",))


def test_two_subscribers_with_one_member_id_may_be_duplicates(session: Session) -> None:
    payer = a_payer(session)
    here = add_patient(session, AVA, [], [coverage_of(payer.id)])
    other = replace(AVA, first_name="Thomas", birth_on=date(1990, 1, 1))

    with pytest.raises(PossibleDuplicate) as refusal:
        add_patient(session, other, [], [coverage_of(payer.id)])

    (candidate,) = refusal.value.candidates
    assert (candidate.patient_id, candidate.reasons) == (here.id, ("same member id",))


def test_a_child_shares_the_parents_member_id(session: Session) -> None:
    payer = a_payer(session)
    add_patient(session, AVA, [], [coverage_of(payer.id)])
    child = replace(AVA, first_name="Leo", birth_on=date(2015, 2, 3))
    dependent = coverage_of(
        payer.id,
        relationship_code="19",
        subscriber_first_name="Ava",
        subscriber_last_name="Sample",
        subscriber_birth_on=date(1958, 4, 12),
        subscriber_sex="F",
    )

    added = add_patient(session, child, [], [dependent])

    assert [each.relationship_code for each in coverage_on(session, added.id, date.today())] == [
        "19"
    ]


def test_candidates_told_apart_no_longer_refuse(session: Session) -> None:
    here = add_patient(session, AVA)

    added = add_patient(session, replace(AVA, first_name="Eva"), not_same_as=[here.id])

    assert added.id != here.id


def test_telling_one_candidate_apart_leaves_the_other(session: Session) -> None:
    first = add_patient(session, AVA)
    second = add_patient(session, AVA, not_same_as=[first.id])

    with pytest.raises(PossibleDuplicate) as refusal:
        add_patient(session, AVA, not_same_as=[first.id])

    assert [each.patient_id for each in refusal.value.candidates] == [second.id]


def test_an_identifier_belongs_to_one_patient_even_if_told_apart(session: Session) -> None:
    here = add_patient(session, AVA, [Identifier("dispensing", "4711")])

    with pytest.raises(AlreadyExists):
        add_patient(session, AVA, [Identifier("dispensing", "4711")], not_same_as=[here.id])


def test_a_removed_identifier_is_free_again(session: Session) -> None:
    first, second = a_patient(session), a_patient(session)
    identifier = add_identifier(session, first.id, Identifier("mrn", "7"))

    remove_identifier(session, identifier.id)

    assert add_identifier(session, second.id, Identifier("mrn", "7")).patient_id == second.id


def test_a_patient_is_changed(session: Session) -> None:
    patient = add_patient(session, AVA)

    change_patient(session, patient.id, replace(AVA, city="Duluth", phone=None))

    assert (patient.city, patient.phone) == ("Duluth", None)


def test_another_tenants_patient_is_not_found(
    session: Session, other_tenant: TenantDatabase
) -> None:
    with other_tenant.transaction() as theirs:
        foreign = a_patient(theirs)

    with pytest.raises(NotFound):
        change_patient(session, foreign.id, AVA)


def test_a_patient_is_deactivated_and_reactivated(session: Session) -> None:
    patient = a_patient(session)

    gone = deactivate_patient(session, patient.id).is_active
    back = reactivate_patient(session, patient.id).is_active

    assert (gone, back) == (False, True)


def test_coverage_is_asked_for_by_day(session: Session) -> None:
    patient, payer = a_patient(session), a_payer(session)
    old = add_coverage(
        session, patient.id, coverage_of(payer.id, effective_to_on=date(2025, 12, 31))
    )
    new = add_coverage(
        session, patient.id, coverage_of(payer.id, effective_from_on=date(2026, 1, 1))
    )

    days = [date(2023, 12, 31), date(2025, 12, 31), date(2026, 1, 1)]
    covered = [[each.id for each in coverage_on(session, patient.id, day)] for day in days]

    assert covered == [[], [old.id], [new.id]]
    assert (old.priority, new.priority) == (1, 1)


def test_two_coverages_cannot_both_be_first(session: Session) -> None:
    patient, payer = a_patient(session), a_payer(session)
    add_coverage(session, patient.id, coverage_of(payer.id))

    with pytest.raises(AlreadyExists) as refusal:
        add_coverage(session, patient.id, coverage_of(payer.id, priority=1))

    assert refusal.value.path == "priority"


def test_a_replaced_coverage_ends_the_day_before(session: Session) -> None:
    patient, payer = a_patient(session), a_payer(session)
    old = add_coverage(session, patient.id, coverage_of(payer.id))
    second = add_coverage(session, patient.id, coverage_of(a_payer(session).id))

    new = replace_coverage(
        session,
        old.id,
        coverage_of(payer.id, member_id="W2", effective_from_on=date(2026, 7, 1)),
    )

    assert old.effective_to_on == date(2026, 6, 30)
    assert coverage_on(session, patient.id, date(2026, 7, 1)) == [new, second]


def test_a_coverage_cannot_be_replaced_before_it_began(session: Session) -> None:
    coverage = a_coverage(session)

    with pytest.raises(Invalid):
        replace_coverage(
            session,
            coverage.id,
            coverage_of(coverage.payer_id, effective_from_on=coverage.effective_from_on),
        )

    assert coverage.effective_to_on is None


def test_a_coverage_is_corrected_in_place(session: Session) -> None:
    coverage = a_coverage(session)

    correct_coverage(session, coverage.id, coverage_of(coverage.payer_id, member_id="RIGHT1"))

    assert (coverage.member_id, coverage.priority) == ("RIGHT1", 1)


def test_an_ended_coverage_no_longer_pays(session: Session) -> None:
    coverage = a_coverage(session)

    end_coverage(session, coverage.id, date(2026, 3, 31))

    assert coverage_on(session, coverage.patient_id, date(2026, 4, 1)) == []


def test_coverages_are_put_in_another_order(session: Session) -> None:
    patient = a_patient(session)
    first = add_coverage(session, patient.id, coverage_of(a_payer(session).id))
    second = add_coverage(session, patient.id, coverage_of(a_payer(session).id))

    order_coverages(session, patient.id, date(2026, 1, 1), [second.id, first.id])

    assert coverage_on(session, patient.id, date(2026, 1, 1)) == [second, first]


def test_an_order_names_every_coverage_in_force(session: Session) -> None:
    patient = a_patient(session)
    first = add_coverage(session, patient.id, coverage_of(a_payer(session).id))
    add_coverage(session, patient.id, coverage_of(a_payer(session).id))

    with pytest.raises(Invalid):
        order_coverages(session, patient.id, date(2026, 1, 1), [first.id])


def test_an_inactive_payer_gets_no_new_coverage(session: Session) -> None:
    patient, payer = a_patient(session), a_payer(session, is_active=False)

    with pytest.raises(WrongState):
        add_coverage(session, patient.id, coverage_of(payer.id))


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"member_id": "X"}, "member_id"),
        ({"effective_to_on": date(2023, 1, 1)}, "effective_to_on"),
        ({"priority": 12}, "priority"),
        ({"relationship_code": "99"}, "relationship_code"),
        ({"relationship_code": "01"}, "subscriber_last_name"),
        ({"subscriber_last_name": "Sample"}, "subscriber_last_name"),
        ({"bin_number": "61002"}, "bin_number"),
        ({"processor_control_number": "X" * 11}, "processor_control_number"),
        ({"pharmacy_group_number": "X" * 16}, "pharmacy_group_number"),
        ({"insurance_type_code": "99"}, "insurance_type_code"),
    ],
)
def test_a_wrong_coverage_field_is_named(
    session: Session, given: dict[str, object], path: str
) -> None:
    patient, payer = a_patient(session), a_payer(session)

    with pytest.raises(Invalid) as refusal:
        add_coverage(session, patient.id, coverage_of(payer.id, **given))

    assert refusal.value.path == path
    assert coverage_on(session, patient.id, date(2026, 1, 1)) == []
