"""What a release of a code set does to one tenant: services, drafts and unsent claims it touches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain.codes.models import ChangeKind
from domain.codes.queries import find_release
from domain.encounters.models import Encounter, EncounterStatus

DISRUPTIVE = (ChangeKind.DELETED, ChangeKind.ENDED, ChangeKind.LOST_BILLABLE)
"""After one of these a claim with the code is refused; a new wording or a new code hurts nobody."""
MOST_FOUND = 1000
MOST_OPENED = 10_000
"""Encounters that nobody has signed yet; the oldest are looked at first."""


@dataclass(frozen=True, slots=True)
class TouchedService:
    """A service whose newest template, or whose price list, names a code that can no longer be billed."""

    service_id: UUID | None
    """None for a price that belongs to no one service."""
    name: str
    code: str
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class TouchedRecord:
    """An unsigned encounter or an unsent claim, on or after the release's first day."""

    id: UUID
    served_on: date
    code: str
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class CodeImpact:
    """Everything of the tenant that someone should look at."""

    services: list[TouchedService]
    encounters: list[TouchedRecord]
    claims: list[TouchedRecord]


_CHANGED = """
changed as (
    select code, kind from code_changes
    where release_id = :release_id and kind = any(:kinds)
)"""
# Codes stand anywhere in a template or an answer, with or without their dot.
_TEMPLATES = """
newest as (
    select distinct on (service_id) id, service_id, definition
    from service_templates order by service_id, version desc
),
named as (
    select distinct newest.service_id, changed.code, changed.kind
    from newest,
        jsonb_path_query(definition, 'strict $.** ? (@.type() == "string")') as word
        join changed on changed.code = upper(replace(word #>> '{}', '.', ''))
)"""
_SERVICES = text(f"""
with {_CHANGED}, {_TEMPLATES}
select services.id, services.name, named.code, named.kind
from named join services on services.id = named.service_id
where services.is_active
union
select null, price.label, changed.code, changed.kind
from service_prices as price join changed on changed.code = price.procedure_code
order by 2, 3 limit :most
""")  # noqa: S608  put together from constants of this module alone
_CODES = text(f"with {_CHANGED} select code, kind from changed")  # noqa: S608  as the others
_ENCOUNTERS = text(f"""
with {_CHANGED}, {_TEMPLATES}
select encounter.id, encounter.served_on, named.code, named.kind
from encounters as encounter join named on named.service_id = encounter.service_id
where encounter.status in ('draft', 'completed') and encounter.served_on >= :effective_from_on
order by 2, 1, 3 limit :most
""")  # noqa: S608  put together from constants of this module alone
_CLAIMS = text(f"""
with {_CHANGED}
select claim.id, claim.served_on, changed.code, changed.kind
from claims as claim join changed on changed.code = any(claim.diagnosis_codes)
    or exists (
        select from service_lines as line
        where line.claim_id = claim.id and line.procedure_code = changed.code
    )
where claim.transport = 'not_sent' and claim.readiness <> 'cancelled'
    and claim.served_on >= :effective_from_on
order by 2, 1, 3 limit :most
""")  # noqa: S608  put together from constants of this module alone


def impact_of(session: Session, release_id: UUID) -> CodeImpact:
    """What a staged, active or withdrawn release touches of the session's tenant.

    Raises:
        NotFound: there is no such release.
    """
    release = find_release(session, release_id)
    given: Mapping[str, Any] = {
        "release_id": release_id,
        "kinds": [kind.value for kind in DISRUPTIVE],
        "effective_from_on": release.effective_from_on,
        "most": MOST_FOUND,
    }
    return CodeImpact(
        services=[
            TouchedService(id_, name, code, ChangeKind(kind))
            for id_, name, code, kind in session.execute(_SERVICES, given)
        ],
        encounters=_touched_encounters(session, given),
        claims=[
            TouchedRecord(id_, on, code, ChangeKind(kind))
            for id_, on, code, kind in session.execute(_CLAIMS, given)
        ],
    )


def _touched_encounters(session: Session, given: Mapping[str, Any]) -> list[TouchedRecord]:
    """By their service's template, or by an answer: those are sealed, so each is opened."""
    found = {
        TouchedRecord(id_, on, code, ChangeKind(kind))
        for id_, on, code, kind in session.execute(_ENCOUNTERS, given)
    }
    changed = {code: ChangeKind(kind) for code, kind in session.execute(_CODES, given)}
    unsigned = (
        select(Encounter)
        .where(
            Encounter.status.in_((EncounterStatus.DRAFT, EncounterStatus.COMPLETED)),
            Encounter.served_on >= given["effective_from_on"],
        )
        .order_by(Encounter.served_on, Encounter.id)
        .limit(MOST_OPENED)
    )
    for encounter in session.scalars(unsigned) if changed else ():
        for word in _words(encounter.answers):
            code = word.upper().replace(".", "")
            if code in changed:
                found.add(TouchedRecord(encounter.id, encounter.served_on, code, changed[code]))
    return sorted(found, key=lambda each: (each.served_on, each.id, each.code))[:MOST_FOUND]


def _words(answer: Any) -> Iterator[str]:
    """Every text in an answer, however deep."""
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, dict | list):
        for each in answer.values() if isinstance(answer, dict) else answer:
            yield from _words(each)
