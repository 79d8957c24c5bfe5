"""What may be done about stores and the people who render services in them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.addresses import digits, is_full_zip_code, is_phone_number, is_state, phone_digits
from domain.errors import AlreadyExists, Finding, refuse_if_any
from domain.outbox.commands import announce
from domain.providers.events import StoreCertified
from domain.providers.identifiers import (
    is_clia_number,
    is_ncpdp_number,
    is_npi,
    is_tax_id,
    is_taxonomy_code,
)
from domain.providers.models import CliaKind, Provider, Store
from tenants.database import find, insert, lock
from tenants.models import UnitKind, User
from tenants.organization import add_unit, must_manage, name_unit

PROVIDER_KINDS = frozenset({"pharmacist", "technician"})

NOT_AN_NPI = Finding(
    "npi.invalid", "npi", "This is no NPI: it has ten digits, the last of which checks the others."
)
NOT_A_TAXONOMY_CODE = Finding(
    "taxonomy.invalid", "taxonomy_code", "A taxonomy code has ten characters and ends in X."
)


@dataclass(frozen=True)
class StoreDetails:
    """A pharmacy as payers know it; the fields are those of the model."""

    name: str
    legal_name: str
    npi: str
    tax_id: str
    taxonomy_code: str
    address_line: str
    city: str
    state: str
    zip_code: str
    phone: str
    time_zone: str
    address_line_2: str | None = None
    ncpdp_number: str | None = None
    clia_number: str | None = None
    clia_kind: CliaKind | None = None
    clia_effective_from_on: date | None = None
    clia_effective_to_on: date | None = None
    place_of_service_code: str = "01"


@dataclass(frozen=True)
class ProviderDetails:
    """A person who renders services; the fields are those of the model."""

    first_name: str
    last_name: str
    kind: str
    npi: str
    taxonomy_code: str
    user_id: UUID | None = None
    is_active: bool = True


def add_store(session: Session, parent_id: UUID, details: StoreDetails) -> Store:
    """Open a store beneath an organisation or region of the tree.

    Raises:
        NotFound: there is no such place in the tree.
        Forbidden: the place is not the actor's.
        Invalid: `path` names the field.
        AlreadyExists: a store has that NPI, or that name in the same place.
    """
    details = _punctuation_dropped(details)
    _check_store(session, details, None)
    unit = add_unit(session, parent_id, UnitKind.STORE, details.name)
    store = Store(id=unit.id, **asdict(details))
    return insert(session, store, "Another store has this NPI.")


def change_store(session: Session, store_id: UUID, details: StoreDetails) -> Store:
    """Replace what is known of a store.

    Raises:
        NotFound: this tenant has no such store.
        Forbidden: it is none of the actor's.
        Invalid: `path` names the field.
        AlreadyExists: another store has that NPI, or that name in the same place.
    """
    store = lock(session, Store, store_id)
    details = _punctuation_dropped(details)
    _check_store(session, details, store.id)
    if details.name != store.name:
        name_unit(session, store.id, details.name)
    if details.clia_number != store.clia_number:
        announce(session, StoreCertified(store.id))
    for name, value in asdict(details).items():
        setattr(store, name, value)
    session.flush()
    return store


def close_store(session: Session, store_id: UUID, last_day: date) -> Store:
    """Name the last day on which a store serves. What it served is billed and paid all the same.

    Raises:
        NotFound: this tenant has no such store.
        Forbidden: it is none of the actor's.
    """
    store = lock(session, Store, store_id)
    must_manage(session, store.id)
    store.closed_on = last_day
    session.flush()
    return store


def reopen_store(session: Session, store_id: UUID) -> Store:
    """Let a store serve again.

    Raises:
        NotFound: this tenant has no such store.
        Forbidden: it is none of the actor's.
    """
    store = lock(session, Store, store_id)
    must_manage(session, store.id)
    store.closed_on = None
    session.flush()
    return store


def add_provider(session: Session, details: ProviderDetails) -> Provider:
    """Name a person who renders services.

    Raises:
        NotFound: there is no such user.
        Invalid: `path` names the field.
        AlreadyExists: somebody has that NPI.
    """
    _check_provider(session, details, None)
    provider = Provider(**asdict(details))
    return insert(session, provider, "Somebody else has this NPI.")


def change_provider(session: Session, provider_id: UUID, details: ProviderDetails) -> Provider:
    """Replace what is known of a provider; an inactive one renders nothing new.

    Raises:
        NotFound: there is no such provider or user.
        Invalid: `path` names the field.
        AlreadyExists: somebody else has that NPI.
    """
    provider = lock(session, Provider, provider_id)
    _check_provider(session, details, provider.id)
    for name, value in asdict(details).items():
        setattr(provider, name, value)
    session.flush()
    return provider


def _punctuation_dropped(details: StoreDetails) -> StoreDetails:
    return replace(
        details,
        tax_id=digits(details.tax_id),
        zip_code=digits(details.zip_code),
        phone=phone_digits(details.phone),
    )


def _check_store(session: Session, details: StoreDetails, store_id: UUID | None) -> None:
    refuse_if_any(_identifier_findings(details))
    refuse_if_any(_place_findings(details))
    twin = session.scalar(select(Store.id).where(Store.npi == details.npi))
    if twin not in (None, store_id):
        raise AlreadyExists("Another store has this NPI.", "npi")


def _check_provider(session: Session, details: ProviderDetails, provider_id: UUID | None) -> None:
    refuse_if_any(_provider_findings(details))
    if details.user_id is not None:
        find(session, User, details.user_id)
    twin = session.scalar(select(Provider.id).where(Provider.npi == details.npi))
    if twin not in (None, provider_id):
        raise AlreadyExists("Somebody else has this NPI.", "npi")


def _identifier_findings(details: StoreDetails) -> Iterator[Finding]:
    if not is_npi(details.npi):
        yield NOT_AN_NPI
    if not is_tax_id(details.tax_id):
        yield Finding("store.tax_id", "tax_id", "A tax id has nine digits.")
    if not is_taxonomy_code(details.taxonomy_code):
        yield NOT_A_TAXONOMY_CODE
    if details.clia_number is not None and not is_clia_number(details.clia_number):
        yield Finding("store.clia", "clia_number", "A CLIA number looks like 24D1234567.")
    if details.ncpdp_number is not None and not is_ncpdp_number(details.ncpdp_number):
        message = "An NCPDP number has seven digits, the last of which checks the others."
        yield Finding("store.ncpdp", "ncpdp_number", message)
    yield from _certificate_findings(details)


def _certificate_findings(details: StoreDetails) -> Iterator[Finding]:
    """A certificate is known by its number; kind and days say more about it."""
    first, last = details.clia_effective_from_on, details.clia_effective_to_on
    if details.clia_number is None and (details.clia_kind or first or last):
        yield Finding("store.clia", "clia_number", "A certificate has a number.")
    if first is not None and last is not None and last < first:
        yield Finding("store.clia", "clia_effective_to_on", "The last day is before the first.")


def _place_findings(details: StoreDetails) -> Iterator[Finding]:
    for path in ("name", "legal_name", "address_line", "city"):
        if not getattr(details, path).strip():
            yield Finding("value.missing", path, "This must not be empty.")
    if not is_state(details.state):
        yield Finding("store.state", "state", "A state has two capital letters, such as MN.")
    if not is_full_zip_code(details.zip_code):
        yield Finding(
            "store.zip", "zip_code", "Payers want all nine digits of a billing address's ZIP code."
        )
    if not is_phone_number(details.phone):
        yield Finding("store.phone", "phone", "A phone number has ten digits.")
    if details.time_zone not in available_timezones():
        yield Finding("store.time_zone", "time_zone", "A time zone looks like America/Chicago.")
    code = details.place_of_service_code
    if not (len(code) == 2 and code.isascii() and code.isdigit()):
        yield Finding(
            "store.place_of_service", "place_of_service_code", "A place of service has two digits."
        )


def _provider_findings(details: ProviderDetails) -> Iterator[Finding]:
    for path in ("first_name", "last_name"):
        if not getattr(details, path).strip():
            yield Finding("value.missing", path, "This must not be empty.")
    if details.kind not in PROVIDER_KINDS:
        yield Finding("provider.kind", "kind", "A provider is a pharmacist or a technician.")
    if not is_npi(details.npi):
        yield NOT_AN_NPI
    if not is_taxonomy_code(details.taxonomy_code):
        yield NOT_A_TAXONOMY_CODE
