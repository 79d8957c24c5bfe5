"""The people of a list are found among the patients."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from domain.errors import Invalid
from domain.patients.rosters import MOST_LISTED, ListedPerson, patients_listed
from tests.builders import a_patient

BORN = date(1958, 4, 12)


def test_a_list_finds_whom_it_means_line_by_line(session: Session) -> None:
    ava = a_patient(session, first_name="Ava", last_name="Sample", birth_on=BORN)
    a_patient(session, first_name="Ava", last_name="Sample", birth_on=date(1960, 1, 1))
    ben = a_patient(session, first_name="Benjamin", last_name="Sample", birth_on=BORN)
    a_patient(session, first_name="Cleo", last_name="Sample", birth_on=BORN, is_active=False)

    found = patients_listed(
        session,
        [
            ListedPerson("Ben", "Sample", BORN),
            ListedPerson(" ava", "SAMPLE ", BORN),
            ListedPerson("Cleo", "Sample", BORN),
            ListedPerson("Ava", "Sample", date(1999, 1, 1)),
        ],
    )

    assert [[each.id for each in line] for line in found] == [[ben.id], [ava.id], [], []]


def test_who_is_there_twice_is_shown_twice(session: Session) -> None:
    twice = [a_patient(session, first_name="Ava", last_name="Sample", birth_on=BORN) for _ in "12"]

    (line,) = patients_listed(session, [ListedPerson("Ava", "Sample", BORN)])

    assert [each.id for each in line] == [each.id for each in twice]


def test_a_list_longer_than_a_clinic_is_refused(session: Session) -> None:
    with pytest.raises(Invalid):
        patients_listed(session, [ListedPerson("Ava", "Sample", BORN)] * (MOST_LISTED + 1))
