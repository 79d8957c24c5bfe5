"""What the demo's people and stores were given to serve and be paid: one of each will soon expire."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.payers.models import Payer
from domain.providers.credentials import CredentialDetails, add_credential
from domain.providers.enrollments import EnrollmentDetails, begin_enrollment
from domain.providers.models import CredentialKind, EnrollmentStage, Provider, Store

SOON = timedelta(days=45)
LATER = timedelta(days=400)
BOARD = "Sample board of pharmacy"


def accredit(session: Session) -> None:
    """Licences in every state, certificates, protocols, and enrolments everywhere."""
    stores = session.scalars(select(Store).order_by(Store.id)).all()
    for store in stores:
        store.clia_effective_from_on, store.clia_effective_to_on = new_year(), _today() + LATER
    for provider in session.scalars(select(Provider).order_by(Provider.id)).all():
        _license(session, provider, sorted({store.state for store in stores}))
        if provider.kind == "pharmacist":
            _enroll(session, provider, stores)
        else:
            _apply(session, provider, stores[0])


def new_year() -> date:
    """Everything holds from the first day of this year."""
    return date(_today().year, 1, 1)


def _license(session: Session, provider: Provider, states: list[str]) -> None:
    last_days = {
        CredentialKind.LICENSE: _today() + LATER,
        CredentialKind.IMMUNIZATION_CERTIFICATE: _today() + SOON,
    }
    if provider.kind == "pharmacist":
        last_days[CredentialKind.PROTOCOL] = _today() + LATER
    for state in states:
        for place, (kind, last_day) in enumerate(last_days.items(), start=1):
            number = f"{state}-{provider.npi[-4:]}-{place}"
            details = CredentialDetails(kind, number, state, new_year(), last_day, BOARD)
            add_credential(session, provider.id, details)


def _enroll(session: Session, provider: Provider, stores: Sequence[Store]) -> None:
    details = EnrollmentDetails(EnrollmentStage.EFFECTIVE, effective_from_on=new_year())
    for payer in session.scalars(select(Payer).order_by(Payer.id)).all():
        for store in stores:
            begin_enrollment(session, provider.id, store.id, payer.id, details)


def _apply(session: Session, provider: Provider, store: Store) -> None:
    details = EnrollmentDetails(EnrollmentStage.PENDING, submitted_on=_today())
    payer_id = session.scalars(select(Payer.id).order_by(Payer.id).limit(1)).one()
    begin_enrollment(session, provider.id, store.id, payer_id, details)


def _today() -> date:
    return datetime.now(UTC).date()
