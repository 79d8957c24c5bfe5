"""Who a patient is, and what a payer would not accept of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.addresses import digits, is_phone_number, is_state, is_zip_code, phone_digits
from domain.errors import Finding

SEXES = frozenset({"F", "M", "U"})
"""DMG03."""

OLDEST_YEARS = 130

LONGEST = {
    "first_name": 35,
    "middle_name": 25,
    "last_name": 60,
    "address_line": 55,
    "address_line_2": 55,
    "city": 30,
    "email": 254,
    "system": 50,
    "value": 50,
}
"""The lengths of NM103 to NM105, N301, N302 and N401; REF02 for identifiers."""


@dataclass(frozen=True)
class PatientDetails:
    """A person; the fields are those of the model."""

    first_name: str
    last_name: str
    birth_on: date
    sex: str
    address_line: str
    city: str
    state: str
    zip_code: str
    middle_name: str | None = None
    address_line_2: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Identifier:
    """A number by which a system knows the patient."""

    system: str
    value: str


def tidied(details: PatientDetails) -> PatientDetails:
    """Without surrounding blanks, and without punctuation in ZIP code and phone."""
    stripped: dict[str, Any] = {
        name: value.strip() for name, value in vars(details).items() if isinstance(value, str)
    }
    details = replace(details, **stripped)
    return replace(
        details,
        state=details.state.upper(),
        zip_code=digits(details.zip_code),
        phone=phone_digits(details.phone) if details.phone else None,
        middle_name=details.middle_name or None,
        address_line_2=details.address_line_2 or None,
        email=details.email or None,
    )


def patient_findings(details: PatientDetails, today: date) -> Iterator[Finding]:
    """What is wrong with tidied details; the path is the field."""
    for path in ("first_name", "last_name", "address_line", "city"):
        if not getattr(details, path):
            yield Finding("value.missing", path, "This must not be empty.")
    yield from text_findings(vars(details))
    yield from _birth_findings(details.birth_on, today)
    if details.sex not in SEXES:
        yield Finding("patient.sex", "sex", "Sex is F, M or U.")
    if not is_state(details.state):
        yield Finding("patient.state", "state", "A state has two letters, such as MN.")
    if not is_zip_code(details.zip_code):
        yield Finding("patient.zip", "zip_code", "A ZIP code has five or nine digits.")
    if details.phone and not is_phone_number(details.phone):
        yield Finding("patient.phone", "phone", "A phone number has ten digits.")
    if details.email and not _is_email(details.email):
        yield Finding("patient.email", "email", "This is not an e-mail address.")


def identifier_findings(identifier: Identifier) -> Iterator[Finding]:
    """What is wrong with an identifier; the path is the field."""
    for path, text in vars(identifier).items():
        if not text.strip():
            yield Finding("value.missing", path, "This must not be empty.")
    yield from text_findings(vars(identifier))


def text_findings(values: dict[str, object]) -> Iterator[Finding]:
    """Texts that are too long for their element, or hold characters that cannot be printed."""
    for path, value in values.items():
        if not isinstance(value, str):
            continue
        if len(value) > LONGEST.get(path, 80):
            yield Finding(
                "value.too_long", path, f"At most {LONGEST.get(path, 80)} characters fit here."
            )
        elif not value.isprintable():
            yield Finding("value.unprintable", path, "This holds a character nobody can print.")


def _birth_findings(birth_on: date, today: date) -> Iterator[Finding]:
    if birth_on > today:
        yield Finding("patient.birth", "birth_on", "The birth date lies in the future.")
    elif today.year - birth_on.year > OLDEST_YEARS:
        yield Finding(
            "patient.birth", "birth_on", f"The birth date is more than {OLDEST_YEARS} years ago."
        )


def _is_email(text: str) -> bool:
    name, at, host = text.rpartition("@")
    return bool(name and at and "." in host.strip(".")) and " " not in text
