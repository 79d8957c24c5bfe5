"""Finds the patients of a list, as a clinic's host hands it over: name and day of birth."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import Invalid
from domain.patients.matching import same_person_by_name
from domain.patients.models import Patient
from tenants.sealed_fields import blind

MOST_LISTED = 100
MOST_BORN_THAT_DAY = 5000


@dataclass(frozen=True)
class ListedPerson:
    """One line of a list."""

    first_name: str
    last_name: str
    birth_on: date


def patients_listed(session: Session, people: Sequence[ListedPerson]) -> list[list[Patient]]:
    """Who each may be: born that day, with a similar name; those of the very name come first.

    Raises:
        Invalid: the list is too long.
    """
    if len(people) > MOST_LISTED:
        raise Invalid(f"At most {MOST_LISTED} people fit in one list.", "people")
    born: dict[date, list[Patient]] = defaultdict(list)
    days = [blind(session, Patient.birth_on, day) for day in {each.birth_on for each in people}]
    query = select(Patient).where(Patient.birth_on_index.in_(days), Patient.is_active)
    for patient in session.scalars(query.order_by(Patient.id).limit(MOST_BORN_THAT_DAY)):
        born[patient.birth_on].append(patient)
    return [_alike(person, born[person.birth_on]) for person in people]


def _alike(person: ListedPerson, patients: Sequence[Patient]) -> list[Patient]:
    name = (person.first_name.strip(), person.last_name.strip())
    alike = [each for each in patients if same_person_by_name(name, _name(each))]
    very = [each for each in alike if _folded(_name(each)) == _folded(name)]
    return very or alike


def _name(patient: Patient) -> tuple[str, str]:
    return patient.first_name, patient.last_name


def _folded(name: tuple[str, str]) -> tuple[str, str]:
    return name[0].casefold(), name[1].casefold()
