"""Stores and providers: the numbers that payers check are checked here first."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.errors import AlreadyExists, Invalid, NotFound
from domain.providers.commands import (
    ProviderDetails,
    StoreDetails,
    add_provider,
    add_store,
    change_provider,
    change_store,
    close_store,
    reopen_store,
)
from domain.providers.identifiers import is_npi
from domain.providers.models import Provider, Store
from tenants.identifiers import new_id
from tenants.models import OrganizationUnit
from tests.builders import a_provider, a_store, an_organization, npi

STORE = StoreDetails(
    name="Elm Street",
    legal_name="PRAIRIE PHARMACIES LLC",
    npi=npi(),
    tax_id="41-1234567",
    taxonomy_code="3336C0003X",
    address_line="100 MAIN ST",
    city="SAINT PAUL",
    state="MN",
    zip_code="55101-0001",
    phone="+1 651 555 0100",
    time_zone="America/Chicago",
    clia_number="24D1234567",
    clia_effective_from_on=date(2026, 1, 1),
    ncpdp_number="2400000",
)
PHARMACIST = ProviderDetails("ROSA", "FICTIVE", "pharmacist", npi(), "183500000X")


def test_a_store_stands_in_the_tree(session: Session) -> None:
    organization = an_organization(session)

    store = add_store(session, organization.id, STORE)

    unit = session.get_one(OrganizationUnit, store.id)
    assert (unit.kind, unit.path) == ("store", [organization.id, store.id])
    assert (store.tax_id, store.zip_code, store.phone) == ("411234567", "551010001", "6515550100")


def test_a_store_cannot_stand_beneath_a_store(session: Session) -> None:
    store = a_store(session)

    with pytest.raises(Invalid) as refusal:
        add_store(session, store.id, STORE)

    assert refusal.value.path == "parentId"


def test_a_store_needs_a_place(session: Session) -> None:
    with pytest.raises(NotFound):
        add_store(session, new_id(), STORE)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", " "),
        ("npi", "1234567890"),
        ("tax_id", "000000000"),
        ("taxonomy_code", "3336C0003"),
        ("clia_number", "24X1234567"),
        ("ncpdp_number", "24"),
        ("ncpdp_number", "2400001"),
        ("clia_effective_to_on", date(2020, 1, 1)),
        ("state", "Minn."),
        ("zip_code", "55101"),
        ("zip_code", "551010000"),
        ("phone", "0"),
        ("time_zone", "America/Saint_Paul"),
        ("place_of_service_code", "1"),
    ],
)
def test_a_wrong_store_field_is_named(session: Session, path: str, value: str) -> None:
    organization = an_organization(session)

    with pytest.raises(Invalid) as refusal:
        add_store(session, organization.id, replace(STORE, **{path: value}))

    assert refusal.value.path == path
    assert session.scalar(select(func.count()).select_from(Store)) == 0


def test_a_store_is_changed(session: Session) -> None:
    store = a_store(session)

    change_store(session, store.id, replace(STORE, npi=store.npi, place_of_service_code="11"))

    assert (store.name, store.place_of_service_code) == ("Elm Street", "11")
    assert session.get_one(OrganizationUnit, store.id).name == "Elm Street"


def test_an_npi_belongs_to_one_store(session: Session) -> None:
    taken, store = a_store(session), a_store(session)

    with pytest.raises(AlreadyExists):
        change_store(session, store.id, replace(STORE, npi=taken.npi))


def test_a_name_is_used_once_in_a_place(session: Session) -> None:
    organization = an_organization(session)
    add_store(session, organization.id, STORE)

    with pytest.raises(AlreadyExists):
        add_store(session, organization.id, replace(STORE, npi=npi()))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("first_name", ""),
        ("kind", "surgeon"),
        ("npi", "1000000000"),
        ("taxonomy_code", "pharmacist"),
    ],
)
def test_a_wrong_provider_field_is_named(session: Session, path: str, value: str) -> None:
    with pytest.raises(Invalid) as refusal:
        add_provider(session, replace(PHARMACIST, **{path: value}))

    assert refusal.value.path == path
    assert session.scalar(select(func.count()).select_from(Provider)) == 0


def test_a_provider_is_added_and_changed(session: Session) -> None:
    provider = add_provider(session, PHARMACIST)

    change_provider(session, provider.id, replace(PHARMACIST, is_active=False))

    assert (provider.last_name, provider.is_active) == ("FICTIVE", False)


def test_an_npi_belongs_to_one_provider(session: Session) -> None:
    taken = a_provider(session)

    with pytest.raises(AlreadyExists):
        add_provider(session, replace(PHARMACIST, npi=taken.npi))


def test_the_example_of_the_rule_is_an_npi() -> None:
    assert is_npi("1234567893")


@given(st.integers(0, 99_999_999), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_no_npi(number: int, place: int, shift: int) -> None:
    good = npi(number)
    wrong = str((int(good[place]) + shift) % 10)

    assert is_npi(good)
    assert not is_npi(good[:place] + wrong + good[place + 1 :])


def test_a_store_closes_and_opens_again(session: Session) -> None:
    store = a_store(session)

    close_store(session, store.id, date(2026, 10, 31))
    closed_on = store.closed_on
    reopen_store(session, store.id)

    assert (closed_on, store.closed_on) == (date(2026, 10, 31), None)
