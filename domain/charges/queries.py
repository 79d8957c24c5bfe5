"""What may be asked about charges; nothing here changes anything."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, true, tuple_
from sqlalchemy.orm import Session

from domain.charges.coding import Coding, code
from domain.charges.models import Charge
from domain.codes.codebook import Codebook
from domain.codes.in_memory import codebook
from domain.encounters.models import Encounter, EncounterStatus
from domain.encounters.queries import documentation_of
from domain.errors import Finding, Invalid, refuse_if_any
from domain.services.answers import read_answers
from domain.services.evidence import what_is_missing
from domain.services.facts import Circumstances, Documentation
from domain.services.models import ServiceTemplate
from domain.services.prices import PriceList
from domain.services.publishing import template_findings
from domain.services.queries import price_list
from domain.services.templates import template_from
from tenants.database import find

MOST_UNCODED = 500
MOST_EXPLAINED = 50
MOST_THAT_DAY = 500


@dataclass(frozen=True)
class Trial:
    """What came of sample answers."""

    missing: tuple[Finding, ...]
    coding: Coding


@dataclass(frozen=True)
class Recoding:
    """An encounter that should bill other codes than it does."""

    encounter: Encounter
    coding: Coding
    billed: tuple[str, ...]
    """The codes of its charges, in order."""


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
    documentation = documentation_of(session, encounter)
    asks = documentation.template.asks_about_the_day()
    beside = [each.rule for each in charged_that_day(session, encounter)] if asks else []
    version = find(session, ServiceTemplate, encounter.template_id).version
    return code(documentation, version, prices, codes, _made_beside(documentation, beside))


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


def recodings_after(session: Session, voided: Encounter) -> list[Recoding]:
    """Whom of that day's other encounters it changes that one was voided, the first coded first.

    Each counts what those beside it bill or, where that changes, should.
    """
    day: dict[UUID, list[Charge]] = defaultdict(list)
    for charge in sorted(charged_that_day(session, voided), key=lambda each: each.id):
        day[charge.encounter_id].append(charge)
    rules = {id_: [charge.rule for charge in charges] for id_, charges in day.items()}
    prices, codes = price_list(session), codebook(session)
    found = []
    for id_, charges in day.items():
        encounter = find(session, Encounter, id_)
        others = [rule for other, made in rules.items() if other != id_ for rule in made]
        documentation = documentation_of(session, encounter)
        version = find(session, ServiceTemplate, encounter.template_id).version
        that_day = _made_beside(documentation, others)
        coding = code(documentation, version, prices, codes, that_day)
        made = [line.rule for line in coding.lines]
        if made != rules[id_]:
            found.append(
                Recoding(encounter, coding, tuple(each.procedure_code for each in charges))
            )
            rules[id_] = rules[id_] if coding.findings else made
    return found


@dataclass(frozen=True)
class Uncoded:
    """A signed encounter without a charge, and all that it lacks; nothing: it is about to be coded."""

    encounter: Encounter
    findings: tuple[Finding, ...]


def why_uncoded(session: Session, limit: int, after_id: UUID | None = None) -> list[Uncoded]:
    """Why encounters bill nothing, the oldest first, or those after one of them.

    Raises:
        NotFound: this tenant has no such encounter.
        Invalid: too many at once, or none.
    """
    if not 1 <= limit <= MOST_EXPLAINED:
        raise Invalid(f"Ask for 1 to {MOST_EXPLAINED} at once.", path="first")
    after = find(session, Encounter, after_id) if after_id is not None else None
    prices, codes = price_list(session), codebook(session)
    return [
        Uncoded(encounter, coding_of(session, encounter, prices, codes).findings)
        for encounter in uncoded_encounters(session, limit, after)
    ]


def uncoded_encounters(
    session: Session, limit: int = MOST_UNCODED, after: Encounter | None = None
) -> Sequence[Encounter]:
    """Signed encounters without a charge, the oldest first: coding found something to fix."""
    place = tuple_(Encounter.served_on, Encounter.id)
    return session.scalars(
        select(Encounter)
        .where(
            Encounter.status == EncounterStatus.SIGNED,
            ~select(Charge.id).where(Charge.encounter_id == Encounter.id).exists(),
            true() if after is None else place > tuple_(after.served_on, after.id),
        )
        .order_by(Encounter.served_on, Encounter.id)
        .limit(limit)
    ).all()


def _made_beside(documentation: Documentation, rules: Iterable[str]) -> Mapping[str, int]:
    """How many lines each rule of this kind of template made in the day's other encounters."""
    template = documentation.template
    if not template.asks_about_the_day():
        return {}
    return Counter(
        rule.rpartition("/")[2] for rule in rules if rule.startswith(f"{template.kind}@")
    )
