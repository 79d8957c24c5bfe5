"""Whether a patient is the person who looked, by name, or of their household, by surname and address."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BigInteger, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from domain.anomalies.looks import NAMESAKES, Window
from domain.patients.models import NamePrefix, Patient
from domain.patients.name_search import sought, words_of
from domain.providers.models import Provider
from tenants.database import find_all
from tenants.models import User
from tenants.sealed_fields import keys_of

MOST_NAMESAKES = 50
"""Patients who bear a user's name: of more, it tells nothing."""

SAME_NAME = "The patient bears the person's own name."
SAME_HOUSEHOLD = "The patient has the person's surname, and the address of a patient who bears the person's name."


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as words, the last of which they share with their family."""

    words: frozenset[str]
    surname: str


@dataclass(frozen=True, slots=True)
class Kin:
    """That somebody looked at a patient who seems to be theirs."""

    actor: str
    patient_id: UUID
    why: str


def kin(session: Session, window: Window, actors: Iterable[str]) -> list[Kin]:
    """Only patients who share a surname with who looked at them are opened, and only those."""
    names = names_of(session, actors)
    pairs = _namesakes(session, window, names)
    patients = find_all(session, Patient, {patient_id for _, patient_id in pairs})
    own: dict[str, list[Patient]] = {}
    found = []
    for actor, patient_id in sorted(pairs):
        patient = patients.get(patient_id)
        if patient is None or not any(is_surname(patient, name) for name in names[actor]):
            continue
        if any(is_same_name(patient, name) for name in names[actor]):
            found.append(Kin(actor, patient_id, SAME_NAME))
            continue
        if actor not in own:
            own[actor] = _bearers(session, names[actor])
        if any(_address(patient) == _address(each) for each in own[actor]):
            found.append(Kin(actor, patient_id, SAME_HOUSEHOLD))
    return found


def names_of(session: Session, actors: Iterable[str]) -> dict[str, list[Name]]:
    """What users are called, as users and as providers."""
    actor_of = {UUID(actor.partition(":")[2]): actor for actor in actors}
    found: dict[str, list[Name]] = defaultdict(list)
    for user in find_all(session, User, actor_of).values():
        found[actor_of[user.id]] += _name(user.name)
    providers = select(Provider).where(Provider.user_id.in_(list(actor_of)))
    for provider in session.scalars(providers):
        assert provider.user_id is not None
        found[actor_of[provider.user_id]] += _name(f"{provider.first_name} {provider.last_name}")
    return dict(found)


def is_same_name(patient: Patient, name: Name) -> bool:
    """With the middle name or without."""
    first_and_last = frozenset(words_of(patient.first_name, patient.last_name))
    with_middle = first_and_last | set(words_of(patient.middle_name))
    return name.words in (first_and_last, with_middle)


def is_surname(patient: Patient, name: Name) -> bool:
    return name.surname in words_of(patient.last_name)


def _name(text: str) -> list[Name]:
    words = words_of(text)
    return [Name(frozenset(words), words[-1])] if len(words) > 1 else []


def _namesakes(
    session: Session, window: Window, names: Mapping[str, list[Name]]
) -> set[tuple[str, UUID]]:
    keys = keys_of(session)
    pairs = {
        (actor, prefix)
        for actor, known in names.items()
        for name in known
        for prefix in sought(keys, name.surname)
    }
    if not pairs:
        return set()
    actors, prefixes = zip(*sorted(pairs), strict=True)
    asked = {**window.bounds, "actors": list(actors), "prefixes": list(prefixes)}
    return {(row.actor, row.patient_id) for row in session.execute(NAMESAKES, asked)}


def _bearers(session: Session, names: Iterable[Name]) -> list[Patient]:
    """Patients of exactly one of these names, found by the hashes of its words."""
    found: dict[UUID, Patient] = {}
    for name in names:
        hashes = literal(sought(keys_of(session), " ".join(name.words)), ARRAY(BigInteger))
        named = (
            select(NamePrefix.patient_id)
            .where(NamePrefix.prefix == any_(hashes))
            .group_by(NamePrefix.patient_id)
            .having(func.count() == func.cardinality(hashes))
            .limit(MOST_NAMESAKES)
        )
        for patient in find_all(session, Patient, session.scalars(named)).values():
            if is_same_name(patient, name):
                found[patient.id] = patient
    return list(found.values())


def _address(patient: Patient) -> tuple[str, ...]:
    return (*words_of(patient.address_line, patient.address_line_2), patient.zip_code[:5])
