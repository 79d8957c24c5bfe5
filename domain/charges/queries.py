"""What may be asked about charges; nothing here changes anything."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select, true, tuple_
from sqlalchemy.orm import Session, aliased

from domain.charges.coding import Coding, code
from domain.charges.models import Charge
from domain.codes.codebook import Codebook
from domain.codes.in_memory import codebook
from domain.encounters.models import Encounter, EncounterStatus
from domain.encounters.queries import documentation_of, documentations_of
from domain.errors import Finding, Invalid, refuse_if_any
from domain.payers.models import Payer
from domain.providers.models import Store
from domain.services.answers import read_answers
from domain.services.evidence import what_is_missing
from domain.services.facts import Circumstances, Documentation
from domain.services.models import ServicePrice, ServiceTemplate
from domain.services.prices import PriceList
from domain.services.publishing import template_findings
from domain.services.queries import applying_prices, price_list
from domain.services.templates import template_from
from tenants.database import find, find_every

MOST_UNCODED = 500
MOST_EXPLAINED = 50
MOST_THAT_DAY = 500


@dataclass(frozen=True)
class Trial:
    """What came of sample answers."""

    circumstances: Circumstances
    """With what is kept of the payer and the store that they name."""
    missing: tuple[Finding, ...]
    coding: Coding
    prices: tuple[ServicePrice, ...]
    """Those that apply to its lines, one for each code."""


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
    return charged_those_days(session, [encounter])[encounter.id]


def charged_those_days(
    session: Session, encounters: Sequence[Encounter]
) -> dict[UUID, list[Charge]]:
    """As `charged_that_day`, by encounter; one statement, or none where there is none.

    Each has `MOST_THAT_DAY` of its own: what one has too many of is not taken from the others.
    """
    found: dict[UUID, list[Charge]] = {each.id: [] for each in encounters}
    if not found:
        return found
    this, beside = aliased(Encounter), aliased(Encounter)
    that_day = and_(
        beside.patient_id == this.patient_id,
        beside.served_on == this.served_on,
        beside.store_id == this.store_id,
        beside.provider_id == this.provider_id,
        beside.status == EncounterStatus.SIGNED,
        beside.id != this.id,
        or_(this.amends_id.is_(None), beside.id != this.amends_id),
    )
    bounded = (
        select(Charge)
        .join(beside, Charge.encounter_id == beside.id)
        .where(that_day)
        .order_by(Charge.encounter_id, Charge.position)
        .limit(MOST_THAT_DAY)
        .lateral()
    )
    beside_it = aliased(Charge, bounded)
    rows = session.execute(
        select(this.id, beside_it)
        .join(beside_it, true())
        .where(this.id.in_(found))
        .order_by(this.id, beside_it.encounter_id, beside_it.position)
    )
    for id_, charge in rows:
        found[id_].append(charge)
    return found


def preview_coding(session: Session, encounter_id: UUID) -> Coding:
    """What an encounter would bill as it stands, also while it is a draft.

    Raises:
        NotFound: this tenant has no such encounter.
    """
    encounter = find(session, Encounter, encounter_id)
    return coding_of(
        session, encounter, price_list(session, [encounter.store_id]), codebook(session)
    )


def coding_of(session: Session, encounter: Encounter, prices: PriceList, codes: Codebook) -> Coding:
    """What an encounter would bill at these prices and by these codes."""
    return codings_of(session, [encounter], prices, codes)[encounter.id]


def codings_of(
    session: Session, encounters: Sequence[Encounter], prices: PriceList, codes: Codebook
) -> dict[UUID, Coding]:
    """What many encounters would bill; as many statements as for one.

    Raises:
        NotFound: the patient of one of them is hidden.
    """
    documentations = documentations_of(session, encounters)
    asking = [each for each in encounters if documentations[each.id].template.asks_about_the_day()]
    beside = charged_those_days(session, asking)
    templates = find_every(session, ServiceTemplate, (each.template_id for each in encounters))
    found = {}
    for each in encounters:
        documentation = documentations[each.id]
        made = _made_beside(documentation, (charge.rule for charge in beside.get(each.id, ())))
        version = templates[each.template_id].version
        found[each.id] = code(documentation, version, prices, codes, made)
    return found


def try_template(
    session: Session,
    definition: dict[str, Any],
    answers: Mapping[str, Any],
    circumstances: Circumstances,
) -> Trial:
    """What sample answers would lack and bill, by a template that need not be kept or published.

    What the circumstances leave open of a payer or store that they name is as it is kept.

    Raises:
        NotFound: this tenant has no such payer or store.
        Invalid: the definition has another shape, something in it leads nowhere, or an answer is
            none; `path` says where.
    """
    template = template_from(definition)
    refuse_if_any(template_findings(template))
    about = _as_kept(session, circumstances)
    documentation = Documentation(
        template, read_answers(template, answers, beneath="answers."), about
    )
    codes = codebook(session)
    coding = code(documentation, 0, price_list(session, filter(None, [about.store_id])), codes)
    billed = [line.procedure_code for line in coding.lines if line.unit_price_cents]
    prices = applying_prices(session, billed, about.served_on, about.payer_id, about.store_id)
    return Trial(about, tuple(what_is_missing(documentation, codes)), coding, tuple(prices))


def _as_kept(session: Session, about: Circumstances) -> Circumstances:
    if about.payer_id is not None:
        payer = find(session, Payer, about.payer_id)
        filing = about.claim_filing_indicator_code or payer.claim_filing_indicator_code
        number = about.payer_number or payer.payer_number
        about = replace(about, claim_filing_indicator_code=filing, payer_number=number)
    if about.store_id is not None:
        store = find(session, Store, about.store_id)
        state, clia = about.store_state or store.state, about.clia_number or store.clia_number
        about = replace(about, store_state=state, clia_number=clia)
    if not about.store_state:
        raise Invalid("Name a store, or the state that it is in.", "circumstances.store_state")
    return about


def recodings_after(session: Session, voided: Encounter) -> list[Recoding]:
    """Whom of that day's other encounters it changes that one was voided, the first coded first.

    Each counts what those beside it bill or, where that changes, should.
    """
    day: dict[UUID, list[Charge]] = defaultdict(list)
    for charge in sorted(charged_that_day(session, voided), key=lambda each: each.id):
        day[charge.encounter_id].append(charge)
    rules = {id_: [charge.rule for charge in charges] for id_, charges in day.items()}
    prices, codes = price_list(session, [voided.store_id]), codebook(session)
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
    waiting = uncoded_encounters(session, limit, after)
    codings = codings_of(
        session,
        waiting,
        price_list(session, {each.store_id for each in waiting}),
        codebook(session),
    )
    return [Uncoded(encounter, codings[encounter.id].findings) for encounter in waiting]


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
