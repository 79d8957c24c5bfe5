"""What a release of a code set does to one tenant: services, encounters and unsent claims it touches."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain.charges.models import Charge
from domain.codes.models import ChangeKind
from domain.codes.queries import find_release
from domain.encounters.models import Encounter, EncounterStatus

DISRUPTIVE = (ChangeKind.DELETED, ChangeKind.ENDED, ChangeKind.LOST_BILLABLE)
"""After one of these a claim with the code is refused; a new wording or a new code hurts nobody."""
_UNSIGNED = (EncounterStatus.DRAFT, EncounterStatus.COMPLETED)
_SIGNED = (EncounterStatus.SIGNED,)
MOST_FOUND = 1000
MOST_OPENED = 10_000
"""Encounters that nobody has signed or that bill nothing yet; the oldest are looked at first."""


@dataclass(frozen=True, slots=True)
class TouchedService:
    """A service whose newest template, or whose price list, names a code that can no longer be billed."""

    service_id: UUID | None
    """None for a price that belongs to no one service."""
    name: str
    code: str
    kind: ChangeKind
    places: tuple[str, ...] = ()
    """Where the template names it: `coding.3.procedure.code`."""


@dataclass(frozen=True, slots=True)
class TouchedRecord:
    """An encounter that is not coded or a claim that is not sent, on or after the first day."""

    id: UUID
    served_on: date
    code: str
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class CodeImpact:
    """Everything of the tenant that someone should look at."""

    services: list[TouchedService]
    encounters: list[TouchedRecord]
    """Unsigned."""
    uncoded: list[TouchedRecord]
    """Signed, but without a charge."""
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
where encounter.status = any(:statuses) and encounter.served_on >= :effective_from_on
    and not exists (select from charges where charges.encounter_id = encounter.id)
order by 2, 1, 3 limit :most
""")  # noqa: S608  put together from constants of this module alone
_NEWEST = text("""
select distinct on (service_id) service_id, definition
from service_templates where service_id = any(:service_ids) order by service_id, version desc
""")
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
    given: dict[str, Any] = {
        "release_id": release_id,
        "kinds": [kind.value for kind in DISRUPTIVE],
        "effective_from_on": release.effective_from_on,
        "most": MOST_FOUND,
    }
    return CodeImpact(
        services=_touched_services(session, given),
        encounters=_touched_encounters(session, given, _UNSIGNED),
        uncoded=_touched_encounters(session, given, _SIGNED),
        claims=[
            TouchedRecord(id_, on, code, ChangeKind(kind))
            for id_, on, code, kind in session.execute(_CLAIMS, given)
        ],
    )


def _touched_services(session: Session, given: Mapping[str, Any]) -> list[TouchedService]:
    rows = session.execute(_SERVICES, given).all()
    ids = [id_ for id_, *_ in rows if id_ is not None]
    newest = session.execute(_NEWEST, {"service_ids": ids})
    definitions = {row.service_id: row.definition for row in newest}
    return [
        TouchedService(
            id_, name, code, ChangeKind(kind), tuple(_places(definitions.get(id_), code))
        )
        for id_, name, code, kind in rows
    ]


def _places(value: Any, code: str, path: str = "") -> Iterator[str]:
    """Where a definition names a code, with or without its dot."""
    if isinstance(value, str):
        if value.upper().replace(".", "") == code:
            yield path.removeprefix(".")
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _places(each, code, f"{path}.{name}")
    elif isinstance(value, list):
        for position, each in enumerate(value):
            yield from _places(each, code, f"{path}.{position}")


def _touched_encounters(
    session: Session, given: dict[str, Any], statuses: Collection[EncounterStatus]
) -> list[TouchedRecord]:
    """By their service's template, or by an answer: those are sealed, so each is opened."""
    sought = given | {"statuses": [status.value for status in statuses]}
    found = {
        TouchedRecord(id_, on, code, ChangeKind(kind))
        for id_, on, code, kind in session.execute(_ENCOUNTERS, sought)
    }
    changed = {code: ChangeKind(kind) for code, kind in session.execute(_CODES, given)}
    waiting = (
        select(Encounter)
        .where(
            Encounter.status.in_(statuses),
            Encounter.served_on >= given["effective_from_on"],
            ~select(Charge.id).where(Charge.encounter_id == Encounter.id).exists(),
        )
        .order_by(Encounter.served_on, Encounter.id)
        .limit(MOST_OPENED)
    )
    for encounter in session.scalars(waiting) if changed else ():
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
