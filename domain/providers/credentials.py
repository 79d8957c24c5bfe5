"""What may be done about licences, certificates, protocols and agreements of providers."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from domain.addresses import is_state
from domain.codes.procedures import is_procedure_code
from domain.errors import Finding, refuse_if_any
from domain.providers.models import Credential, CredentialKind, Provider
from tenants.database import find, insert, lock, unlike_others

LONGEST_NUMBER = 50
MOST_PROCEDURES = 200
ALLOWS_PROCEDURES = frozenset({CredentialKind.PROTOCOL, CredentialKind.COLLABORATIVE_AGREEMENT})
TWIN = "The provider has this from that day already."


@dataclass(frozen=True)
class CredentialDetails:
    """What a provider was given; the fields are those of the model."""

    kind: CredentialKind
    number: str
    state: str
    effective_from_on: date
    effective_to_on: date | None = None
    issued_by: str | None = None
    procedure_codes: tuple[str, ...] = ()


def add_credential(session: Session, provider_id: UUID, details: CredentialDetails) -> Credential:
    """Record what lets a provider serve. A renewal is one of its own: the days before keep theirs.

    Raises:
        NotFound: there is no such provider.
        Invalid: `path` names the field.
        AlreadyExists: the provider has it from that day on.
    """
    find(session, Provider, provider_id)
    details = _checked(details)
    return insert(session, Credential(provider_id=provider_id, **_columns(details)), TWIN)


def correct_credential(
    session: Session, credential_id: UUID, details: CredentialDetails
) -> Credential:
    """Put right what was recorded wrongly.

    Raises:
        NotFound: there is no such credential.
        Invalid: `path` names the field.
        AlreadyExists: the provider has another one from that day on.
    """
    credential = lock(session, Credential, credential_id)
    columns = _columns(_checked(details))
    with unlike_others(session, TWIN):
        for name, value in columns.items():
            setattr(credential, name, value)
    return credential


def remove_credential(session: Session, credential_id: UUID) -> Provider:
    """Forget what was recorded by mistake.

    Raises:
        NotFound: there is no such credential.
    """
    credential = lock(session, Credential, credential_id)
    session.delete(credential)
    session.flush()
    return find(session, Provider, credential.provider_id)


def _columns(details: CredentialDetails) -> dict[str, object]:
    return asdict(details) | {"procedure_codes": list(details.procedure_codes)}


def _checked(details: CredentialDetails) -> CredentialDetails:
    details = replace(details, number=details.number.strip())
    refuse_if_any(_findings(details))
    return details


def _findings(details: CredentialDetails) -> Iterator[Finding]:
    if not 0 < len(details.number) <= LONGEST_NUMBER:
        message = f"A number has 1 to {LONGEST_NUMBER} characters."
        yield Finding("credential.number", "number", message)
    if not is_state(details.state):
        yield Finding("credential.state", "state", "A state has two capital letters, such as MN.")
    if details.effective_to_on is not None and details.effective_to_on < details.effective_from_on:
        yield Finding("credential.days", "effective_to_on", "The last day is before the first.")
    if details.procedure_codes and details.kind not in ALLOWS_PROCEDURES:
        message = "Only a protocol or an agreement names procedures."
        yield Finding("credential.procedures", "procedure_codes", message)
    if len(details.procedure_codes) > MOST_PROCEDURES:
        yield Finding("credential.procedures", "procedure_codes", f"At most {MOST_PROCEDURES}.")
    if not all(map(is_procedure_code, details.procedure_codes)):
        message = "A procedure code has five characters."
        yield Finding("credential.procedures", "procedure_codes", message)
