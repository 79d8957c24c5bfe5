"""What the claims of an encounter would look like, while it is still being documented."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.charges.coding import Coding
from domain.charges.commands import charge_of
from domain.charges.models import Charge
from domain.charges.queries import charged_those_days, codings_of
from domain.claims.assembly import Basis, assemble
from domain.claims.content import ClaimContent
from domain.claims.edits.catalogue import findings
from domain.codes.codebook import Codebook
from domain.codes.in_memory import codebook
from domain.encounters.models import Encounter
from domain.encounters.queries import documentations_of, first_coverages
from domain.errors import Finding
from domain.patients.models import Coverage, Patient
from domain.payers.models import ContractRate, Payer
from domain.providers.models import Credential, Enrollment, Provider, Store
from domain.providers.queries import credentials_of, enrollments_of
from domain.services.evidence import what_is_missing
from domain.services.prices import PriceList
from domain.services.queries import price_list
from tenants.database import find, find_every
from tenants.setting_values import value_at
from tenants.settings import CREDENTIALS_RECORDED, FILING_WARNING_DAYS


@dataclass(frozen=True)
class PreviewedClaim:
    """A claim that does not exist yet, and what would keep it from leaving."""

    content: ClaimContent
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Preview:
    """The lines that documentation comes to, and the claims that they would make."""

    coding: Coding
    claims: tuple[PreviewedClaim, ...]
    """None where nobody but the patient pays."""


@dataclass(frozen=True)
class Outlook:
    """What keeps an encounter from being signed, and what it would come to."""

    encounter_id: UUID
    missing: tuple[Finding, ...]
    preview: Preview


@dataclass(frozen=True, slots=True)
class Decided:
    """What settings say about the claims of a store."""

    credentials_are_recorded: bool
    filing_warning_days: int


@dataclass(frozen=True, slots=True)
class Around:
    """What claims of encounters rest on, read once for all of them."""

    coverages: Mapping[UUID, Coverage]
    """By encounter."""
    payers: Mapping[UUID, Payer]
    patients: Mapping[UUID, Patient]
    stores: Mapping[UUID, Store]
    providers: Mapping[UUID, Provider]
    credentials: Mapping[UUID, tuple[Credential, ...]]
    enrollments: tuple[Enrollment, ...]
    rates: Mapping[UUID, Sequence[ContractRate]]
    beside: Mapping[UUID, Sequence[Charge]]
    decided: Mapping[UUID, Decided]
    """By store."""


def outlooks(session: Session, encounter_ids: Sequence[UUID]) -> list[Outlook]:
    """Of each in turn; as many statements for many as for one.

    Raises:
        NotFound: this tenant has no such encounter.
    """
    held = find_every(session, Encounter, encounter_ids)
    encounters = list(held.values())
    codes = codebook(session)
    prices = price_list(session, {each.store_id for each in encounters})
    documentations = documentations_of(session, encounters)
    previews = _previews(session, encounters, codes, prices)
    return [
        Outlook(id_, tuple(what_is_missing(documentations[id_], codes)), previews[id_])
        for id_ in encounter_ids
    ]


def preview_claims(session: Session, encounter_id: UUID, codes: Codebook) -> Preview:
    """Code, assemble and check an encounter as it stands; nothing is kept.

    Raises:
        NotFound: this tenant has no such encounter.
    """
    encounter = find(session, Encounter, encounter_id)
    return _previews(session, [encounter], codes, price_list(session, [encounter.store_id]))[
        encounter_id
    ]


def previewed_claims(
    encounter: Encounter, coding: Coding, around: Around, codes: Codebook
) -> tuple[PreviewedClaim, ...]:
    """Assembled and checked as the real ones; asks nobody, keeps nothing."""
    return tuple(
        PreviewedClaim(content, tuple(findings(content, codes)))
        for content in _contents(encounter, coding, around)
    )


def decided_at(session: Session, store_id: UUID | None) -> Decided:
    """At a store or, without one, at the organisation."""
    return Decided(
        value_at(session, CREDENTIALS_RECORDED, store_id),
        value_at(session, FILING_WARNING_DAYS, store_id),
    )


def _previews(
    session: Session, encounters: Sequence[Encounter], codes: Codebook, prices: PriceList
) -> dict[UUID, Preview]:
    codings = codings_of(session, encounters, prices, codes)
    first = first_coverages(session, encounters)
    covered = [each for each in encounters if each.id in first]
    around = _around(session, covered, first)
    found = {id_: Preview(coding, ()) for id_, coding in codings.items()}
    for each in covered:
        claims = previewed_claims(each, codings[each.id], around, codes)
        found[each.id] = Preview(codings[each.id], claims)
    return found


def _around(
    session: Session, encounters: Sequence[Encounter], coverages: Mapping[UUID, Coverage]
) -> Around:
    payers = find_every(session, Payer, (each.payer_id for each in coverages.values()))
    providers = find_every(session, Provider, (each.provider_id for each in encounters))
    stores = find_every(session, Store, (each.store_id for each in encounters))
    demanding = {id_ for id_, payer in payers.items() if payer.requires_enrollment}
    rates: dict[UUID, list[ContractRate]] = defaultdict(list)
    for rate in session.scalars(select(ContractRate).where(ContractRate.payer_id.in_(payers))):
        rates[rate.payer_id].append(rate)
    return Around(
        coverages,
        payers,
        find_every(session, Patient, (each.patient_id for each in encounters)),
        stores,
        providers,
        credentials_of(session, set(providers)),
        enrollments_of(session, set(providers), demanding),
        rates,
        charged_those_days(session, encounters),
        {id_: decided_at(session, id_) for id_ in stores},
    )


def _contents(encounter: Encounter, coding: Coding, around: Around) -> list[ClaimContent]:
    coverage, store = around.coverages[encounter.id], around.stores[encounter.store_id]
    payer, provider = around.payers[coverage.payer_id], around.providers[encounter.provider_id]
    charges = [
        charge_of(encounter, position, line) for position, line in enumerate(coding.lines, start=1)
    ]
    decided = around.decided[store.id]
    basis = Basis(encounter, coverage, store, around.rates.get(payer.id, ()))
    return [
        ClaimContent(
            claim=assembled.claim,
            service_lines=assembled.service_lines,
            patient=around.patients[encounter.patient_id],
            coverage=coverage,
            payer=payer,
            store=store,
            provider=provider,
            credentials=around.credentials.get(provider.id, ()),
            enrollments=tuple(
                each
                for each in around.enrollments
                if (each.provider_id, each.payer_id) == (provider.id, payer.id)
            ),
            credentials_are_recorded=decided.credentials_are_recorded,
            filing_warning_days=decided.filing_warning_days,
            billed_beside=frozenset(
                each.procedure_code for each in around.beside.get(encounter.id, ())
            ),
        )
        for assembled in assemble(basis, charges)
    ]
