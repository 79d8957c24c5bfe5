"""What may be asked about charges; nothing here changes anything."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.charges.coding import Coding, code
from domain.charges.models import Charge
from domain.codes.codebook import Codebook
from domain.codes.in_memory import codebook
from domain.encounters.models import Encounter, EncounterStatus
from domain.encounters.queries import documentation_of
from domain.errors import Finding, refuse_if_any
from domain.services.answers import read_answers
from domain.services.evidence import what_is_missing
from domain.services.facts import Circumstances, Documentation
from domain.services.models import ServiceTemplate
from domain.services.prices import PriceList
from domain.services.publishing import template_findings
from domain.services.queries import price_list
from domain.services.templates import Template, template_from
from tenants.database import find

MOST_UNCODED = 500
MOST_THAT_DAY = 500


@dataclass(frozen=True)
class Trial:
    """What came of sample answers."""

    missing: tuple[Finding, ...]
    coding: Coding


def charges_of(session: Session, encounter_id: UUID) -> Sequence[Charge]:
    """An encounter's lines, in order."""
    return session.scalars(
        select(Charge).where(Charge.encounter_id == encounter_id).order_by(Charge.position)
    ).all()


def charged_that_day(session: Session, encounter: Encounter) -> Sequence[Charge]:
    """What the same provider has charged for the patient that day, at the same store.

    Of other encounters, and without the one that this amends.
    """
    return session.scalars(
        select(Charge)
        .join(Encounter, Encounter.id == Charge.encounter_id)
        .where(
            Encounter.patient_id == encounter.patient_id,
            Encounter.served_on == encounter.served_on,
            Encounter.store_id == encounter.store_id,
            Encounter.provider_id == encounter.provider_id,
            Encounter.status == EncounterStatus.SIGNED,
            Encounter.id.notin_([encounter.id, encounter.amends_id or encounter.id]),
        )
        .order_by(Charge.encounter_id, Charge.position)
        .limit(MOST_THAT_DAY)
    ).all()


def preview_coding(session: Session, encounter_id: UUID) -> Coding:
    """What an encounter would bill as it stands, also while it is a draft.

    Raises:
        NotFound: this tenant has no such encounter.
    """
    encounter = find(session, Encounter, encounter_id)
    return coding_of(session, encounter, price_list(session), codebook(session))


def coding_of(session: Session, encounter: Encounter, prices: PriceList, codes: Codebook) -> Coding:
    """What an encounter would bill at these prices and by these codes."""
    version = find(session, ServiceTemplate, encounter.template_id).version
    documentation = documentation_of(session, encounter)
    that_day = _lines_that_day(session, encounter, documentation.template)
    return code(documentation, version, prices, codes, that_day)


def try_template(
    session: Session,
    definition: dict[str, Any],
    answers: Mapping[str, Any],
    circumstances: Circumstances,
) -> Trial:
    """What sample answers would lack and bill, by a template that need not be kept or published.

    Raises:
        Invalid: the definition has another shape, something in it leads nowhere, or an answer is
            none; `path` says where.
    """
    template = template_from(definition)
    refuse_if_any(template_findings(template))
    documentation = Documentation(
        template, read_answers(template, answers, beneath="answers."), circumstances
    )
    codes = codebook(session)
    return Trial(
        tuple(what_is_missing(documentation, codes)),
        code(documentation, 0, price_list(session), codes),
    )


def uncoded_encounters(session: Session, limit: int = MOST_UNCODED) -> Sequence[Encounter]:
    """Signed encounters without a charge, the oldest first: coding found something to fix."""
    return session.scalars(
        select(Encounter)
        .where(
            Encounter.status == EncounterStatus.SIGNED,
            ~select(Charge.id).where(Charge.encounter_id == Encounter.id).exists(),
        )
        .order_by(Encounter.served_on, Encounter.id)
        .limit(limit)
    ).all()


def _lines_that_day(
    session: Session, encounter: Encounter, template: Template
) -> Mapping[str, int]:
    """How many lines each rule of this kind of template made in the day's other encounters."""
    if not template.asks_about_the_day():
        return {}
    rules = (charge.rule for charge in charged_that_day(session, encounter))
    return Counter(
        rule.rpartition("/")[2] for rule in rules if rule.startswith(f"{template.kind}@")
    )
