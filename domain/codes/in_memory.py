"""Keeps the codes of active releases in the process, so that an edit costs no query."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.codes.codebook import (
    Codebook,
    CodeDates,
    ReleaseInMemory,
    Vaccine,
    VaccineProduct,
    VaccineStatement,
)
from domain.codes.governing import in_order
from domain.codes.models import CodeRelease, CodeVersion, ReleaseState
from domain.codes.systems import CodeSystem

_held: dict[UUID, ReleaseInMemory] = {}
"""By release id. A release's codes never change; only whether it is active does."""


def codebook(session: Session) -> Codebook:
    """The codes of all active releases: one short query, and those not yet in this process.

    Call it once for each request or job, and hand the value on: it does not change under it.
    """
    query = select(CodeRelease).where(CodeRelease.state == ReleaseState.ACTIVE)
    active = list(session.scalars(query))
    for release in active:
        # Activated again after a rollback, it is the same codes with a newer claim.
        held = _held.get(release.id)
        if held is None or held.activated_at != release.activated_at:
            _held[release.id] = _read(session, release)
    _forget_all_but({release.id for release in active})
    return Codebook(
        {
            system: in_order(_held[release.id] for release in active if release.system == system)
            for system in CodeSystem
        }
    )


def _read(session: Session, release: CodeRelease) -> ReleaseInMemory:
    columns = (
        CodeVersion.code,
        CodeVersion.is_billable,
        CodeVersion.valid_from_on,
        CodeVersion.valid_to_on,
    )
    rows = session.execute(select(*columns).where(CodeVersion.release_id == release.id))
    # Nearly all codes of a release share their dates: each combination is held once.
    shared: dict[CodeDates, CodeDates] = {}
    dates = {}
    for code, is_billable, valid_from_on, valid_to_on in rows:
        own = CodeDates(is_billable, valid_from_on, valid_to_on)
        dates[code] = shared.setdefault(own, own)
    return ReleaseInMemory(
        effective_from_on=release.effective_from_on,
        stale_from_on=release.stale_from_on,
        is_complete=release.is_complete,
        is_embedded=release.is_embedded,
        activated_at=release.activated_at,
        dates=dates,
        vaccines=_vaccines(session, release) if release.system == CodeSystem.CVX else {},
        products=_products(session, release) if release.system == CodeSystem.VACCINE_NDC else {},
    )


def _vaccines(session: Session, release: CodeRelease) -> dict[str, Vaccine]:
    versions = session.scalars(select(CodeVersion).where(CodeVersion.release_id == release.id))
    return {
        version.code: Vaccine(
            cvx_code=version.code,
            short_text=version.short_text,
            full_text=version.long_text,
            status=version.attributes["status"],
            groups=tuple(version.attributes["groups"]),
            statements=tuple(
                VaccineStatement(statement["name"], date.fromisoformat(statement["edition_on"]))
                for statement in version.attributes["statements"]
            ),
        )
        for version in versions
    }


def _products(session: Session, release: CodeRelease) -> dict[str, VaccineProduct]:
    versions = session.scalars(select(CodeVersion).where(CodeVersion.release_id == release.id))
    return {
        version.code: VaccineProduct(
            ndc=version.code,
            brand_name=version.short_text,
            unit=version.attributes["unit"],
            cvx_codes=tuple(version.attributes["cvx"]),
            mvx_code=version.attributes["mvx"],
            starts_on=_day(version.attributes["starts_on"]),
            ends_on=_day(version.attributes["ends_on"]),
        )
        for version in versions
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _forget_all_but(active: set[UUID]) -> None:
    for release_id in _held.keys() - active:
        _held.pop(release_id, None)
