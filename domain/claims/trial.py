"""The claims that sample answers would make: of an invented visit, and kept nowhere."""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from domain.charges.queries import Trial
from domain.claims.preview import Around, PreviewedClaim, decided_at, previewed_claims
from domain.codes.in_memory import codebook
from domain.encounters.models import Encounter
from domain.patients.models import Coverage, Patient
from domain.payers.models import ContractRate, Payer
from domain.providers.models import (
    Credential,
    CredentialKind,
    Enrollment,
    EnrollmentStage,
    Provider,
    Store,
)
from domain.services.facts import Circumstances
from tenants.database import find
from tenants.identifiers import new_id
from tenants.records import TenantOwned

EXAMPLE_NPI = "1234567893"
"""Valid, and nobody's. Source: CMS, Requirements for NPI and NPI Check Digit, its example."""

Kept = TypeVar("Kept", bound=TenantOwned)


def tried_claims(session: Session, trial: Trial) -> tuple[PreviewedClaim, ...]:
    """What would go to the payer that the circumstances name, and what its edits find; else none.

    The patient is invented and so is the pharmacist, who lacks nothing that lets a provider serve
    and be paid: what is found is of the template, the answers, the payer and the store.

    Raises:
        NotFound: this tenant has no such payer or store.
    """
    about = trial.circumstances
    if about.payer_id is None:
        return ()
    payer = _as_said(
        find(session, Payer, about.payer_id),
        claim_filing_indicator_code=about.claim_filing_indicator_code,
        payer_number=about.payer_number,
    )
    visit = _visit(session, about, payer)
    return previewed_claims(visit.encounter, trial.coding, visit.around, codebook(session))


@dataclass(frozen=True, slots=True)
class Visit:
    """An encounter that never was, and what its claims rest on."""

    encounter: Encounter
    around: Around


def _visit(session: Session, about: Circumstances, payer: Payer) -> Visit:
    store, provider = _store(session, about), _provider()
    patient = _patient(about, store)
    coverage = _coverage(about, patient, payer)
    encounter = Encounter(
        id=new_id(),
        store_id=store.id,
        patient_id=patient.id,
        provider_id=provider.id,
        served_on=about.served_on,
    )
    rates = session.scalars(select(ContractRate).where(ContractRate.payer_id == payer.id)).all()
    around = Around(
        coverages={encounter.id: coverage},
        payers={payer.id: payer},
        patients={patient.id: patient},
        stores={store.id: store},
        providers={provider.id: provider},
        credentials={provider.id: (_license(about, provider, store),)},
        enrollments=(_enrollment(about, provider, store, payer),),
        rates={payer.id: rates},
        beside={encounter.id: ()},
        decided={store.id: decided_at(session, about.store_id)},
    )
    return Visit(encounter, around)


def _store(session: Session, about: Circumstances) -> Store:
    """The one that is named, else one that lacks nothing, where the circumstances put it."""
    said = {"state": about.store_state, "clia_number": about.clia_number}
    if about.store_id is not None:
        return _as_said(find(session, Store, about.store_id), **said)
    return Store(
        id=new_id(),
        name="Sample store",
        legal_name="SAMPLE STORE",
        npi=EXAMPLE_NPI,
        tax_id="123456789",
        taxonomy_code="3336C0003X",
        address_line="1 SAMPLE ST",
        city="SAMPLETON",
        zip_code="123456789",
        place_of_service_code="01",
        **said,
    )


def _as_said(kept: Kept, **said: Any) -> Kept:
    """A copy that no session knows: what is said of it is of the trial alone."""
    columns = inspect(type(kept)).column_attrs.keys()
    return type(kept)(**{name: getattr(kept, name) for name in columns} | said)


def _patient(about: Circumstances, store: Store) -> Patient:
    return Patient(
        id=new_id(),
        first_name="SAM",
        last_name="SAMPLE",
        birth_on=about.birth_on,
        sex="U",
        address_line="2 SAMPLE ST",
        city=store.city,
        state=store.state,
        zip_code=store.zip_code,
    )


def _coverage(about: Circumstances, patient: Patient, payer: Payer) -> Coverage:
    return Coverage(
        id=new_id(),
        patient_id=patient.id,
        payer_id=payer.id,
        priority=1,
        member_id="SAMPLE0001",
        relationship_code="18",
        effective_from_on=about.served_on,
    )


def _provider() -> Provider:
    return Provider(
        id=new_id(),
        first_name="PAT",
        last_name="SAMPLE",
        kind="pharmacist",
        npi=EXAMPLE_NPI,
        taxonomy_code="183500000X",
    )


def _license(about: Circumstances, provider: Provider, store: Store) -> Credential:
    return Credential(
        id=new_id(),
        provider_id=provider.id,
        kind=CredentialKind.LICENSE,
        number="SAMPLE",
        state=store.state,
        effective_from_on=about.served_on,
    )


def _enrollment(about: Circumstances, provider: Provider, store: Store, payer: Payer) -> Enrollment:
    return Enrollment(
        id=new_id(),
        provider_id=provider.id,
        store_id=store.id,
        payer_id=payer.id,
        stage=EnrollmentStage.EFFECTIVE,
        effective_from_on=about.served_on,
    )
