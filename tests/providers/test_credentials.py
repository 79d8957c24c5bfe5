"""Licences, certificates, protocols: kept with their days, and named before they end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.errors import AlreadyExists, Invalid, NotFound
from domain.providers.credentials import (
    CredentialDetails,
    add_credential,
    correct_credential,
    remove_credential,
)
from domain.providers.identifiers import is_ncpdp_number
from domain.providers.models import Credential, CredentialKind
from domain.providers.queries import expirations
from tenants.identifiers import new_id
from tests.builders import a_credential, a_provider, a_store, an_enrollment

LICENSE = CredentialDetails(
    CredentialKind.LICENSE, "12345", "MN", date(2026, 1, 1), date(2026, 12, 31)
)
PROTOCOL = CredentialDetails(
    CredentialKind.PROTOCOL, "P-1", "MN", date(2026, 1, 1), procedure_codes=("90471", "G0008")
)


@pytest.mark.parametrize("number", ["2623735", "0556540", "0322038"])
def test_numbers_that_mail_order_pharmacies_publish_are_ncpdp_numbers(number: str) -> None:
    assert is_ncpdp_number(number)
    assert not is_ncpdp_number(f"{number[:6]}{(int(number[6]) + 1) % 10}")


def test_a_provider_is_given_a_license(session: Session) -> None:
    provider = a_provider(session)

    license_ = add_credential(session, provider.id, LICENSE)

    assert (license_.kind, license_.state, license_.procedure_codes) == ("license", "MN", [])
    assert license_.effective_to_on == date(2026, 12, 31)


def test_a_renewal_stands_beside_what_it_renews(session: Session) -> None:
    provider = a_provider(session)
    add_credential(session, provider.id, LICENSE)

    add_credential(session, provider.id, replace(LICENSE, effective_from_on=date(2026, 12, 1)))

    assert session.scalar(select(func.count()).select_from(Credential)) == 2


def test_the_same_from_the_same_day_is_there_once(session: Session) -> None:
    provider = a_provider(session)
    add_credential(session, provider.id, LICENSE)
    other = add_credential(session, provider.id, replace(LICENSE, number="6789"))

    with pytest.raises(AlreadyExists):
        add_credential(session, provider.id, LICENSE)
    with pytest.raises(AlreadyExists):
        correct_credential(session, other.id, LICENSE)

    session.refresh(other)
    assert other.number == "6789"


def test_a_protocol_names_what_it_allows_and_is_corrected(session: Session) -> None:
    protocol = add_credential(session, a_provider(session).id, PROTOCOL)

    correct_credential(session, protocol.id, replace(PROTOCOL, procedure_codes=("90471",)))

    assert protocol.procedure_codes == ["90471"]


def test_what_was_recorded_by_mistake_is_forgotten(session: Session) -> None:
    provider = a_provider(session)
    license_ = add_credential(session, provider.id, LICENSE)

    assert remove_credential(session, license_.id) is provider

    assert session.scalar(select(func.count()).select_from(Credential)) == 0


@pytest.mark.parametrize(
    ("path", "details"),
    [
        ("number", replace(LICENSE, number=" ")),
        ("state", replace(LICENSE, state="Minn.")),
        ("effective_to_on", replace(LICENSE, effective_to_on=date(2025, 12, 31))),
        ("procedure_codes", replace(LICENSE, procedure_codes=("90471",))),
        ("procedure_codes", replace(PROTOCOL, procedure_codes=("flu",))),
    ],
)
def test_a_wrong_field_is_named(session: Session, path: str, details: CredentialDetails) -> None:
    provider = a_provider(session)

    with pytest.raises(Invalid) as refusal:
        add_credential(session, provider.id, details)

    assert refusal.value.path == path
    assert session.scalar(select(func.count()).select_from(Credential)) == 0


def test_a_credential_is_somebodys(session: Session) -> None:
    with pytest.raises(NotFound):
        add_credential(session, new_id(), LICENSE)


def test_what_expires_soon_is_listed_with_the_days_left(session: Session) -> None:
    today = datetime.now(UTC).date()
    provider, store = a_provider(session), a_store(session)
    soon = a_credential(session, provider, effective_to_on=today + timedelta(days=10))
    a_credential(session, provider, effective_to_on=today + timedelta(days=90))
    a_credential(session, provider)
    a_credential(
        session, a_provider(session, is_active=False), effective_to_on=today + timedelta(days=9)
    )
    store.clia_effective_to_on = today - timedelta(days=1)
    span = an_enrollment(
        session, provider, store_id=store.id, effective_to_on=today + timedelta(days=30)
    )

    rows = session.execute(expirations(lambda row: [row.days_left <= 30])).all()

    found = {(row.subject_id, row.kind, row.days_left) for row in rows}
    assert found == {
        (soon.id, "license", 10),
        (store.id, "clia", -1),
        (span.id, "enrollment", 30),
    }
