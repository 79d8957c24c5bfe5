"""Reckons what a release changes against the one before it, inside the database."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from domain.codes.models import ChangeKind, CodeChange, CodeRelease, CodeVersion

# A code without a first day of its own has its release's, which differs every time and says nothing.
_RECKON = text("""
insert into code_changes (release_id, code, kind, fields, was_billable, is_billable)
select :release_id, code, kind, fields, was_billable, is_billable
from (
    select
        coalesce(later.code, earlier.code) as code,
        case
            when earlier.code is null then 'added'
            when later.code is null then 'deleted'
            when earlier.valid_to_on is null and later.valid_to_on is not null then 'ended'
            when earlier.is_billable and not later.is_billable then 'lost_billable'
            when later.is_billable and not earlier.is_billable then 'gained_billable'
            else 'revised'
        end as kind,
        case when earlier.code is null or later.code is null then '{}' else array_remove(array[
            case when later.is_billable <> earlier.is_billable then 'is_billable' end,
            case when later.short_text <> earlier.short_text then 'short_text' end,
            case when later.long_text <> earlier.long_text then 'long_text' end,
            case when later.own_from is distinct from earlier.own_from then 'valid_from_on' end,
            case when later.valid_to_on is distinct from earlier.valid_to_on then 'valid_to_on' end,
            case when later.attributes <> earlier.attributes then 'attributes' end
        ], null) end as fields,
        earlier.is_billable as was_billable,
        later.is_billable as is_billable
    from (
        select version.*, nullif(valid_from_on, effective_from_on) as own_from
        from code_versions as version join code_releases as release on release.id = release_id
        where release_id = :earlier_id
    ) as earlier
    full join (
        select version.*, nullif(valid_from_on, effective_from_on) as own_from
        from code_versions as version join code_releases as release on release.id = release_id
        where release_id = :release_id
    ) as later using (code)
) as difference
where kind <> 'revised' or cardinality(fields) > 0
""").bindparams(bindparam("release_id", type_=Uuid), bindparam("earlier_id", type_=Uuid))


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """How many codes a release changes, by kind."""

    added: int = 0
    deleted: int = 0
    ended: int = 0
    lost_billable: int = 0
    gained_billable: int = 0
    revised: int = 0

    @property
    def total(self) -> int:
        return sum(getattr(self, kind) for kind in ChangeKind)


def reckon(session: Session, release: CodeRelease, earlier: CodeRelease | None) -> ChangeCounts:
    """Store the release's change set anew. The first release of a system changes nothing."""
    session.execute(text("delete from code_changes where release_id = :id"), {"id": release.id})
    release.compared_with_id = earlier.id if earlier else None
    if earlier is not None:
        session.execute(_RECKON, {"release_id": release.id, "earlier_id": earlier.id})
    return count_changes(session, release.id)


def count_changes(session: Session, release_id: UUID) -> ChangeCounts:
    return count_changes_of(session, [release_id])[release_id]


def count_changes_of(session: Session, release_ids: Collection[UUID]) -> dict[UUID, ChangeCounts]:
    """Of each release, all in one question."""
    found: dict[UUID, dict[str, int]] = {id_: {} for id_ in release_ids}
    rows = session.execute(
        select(CodeChange.release_id, CodeChange.kind, func.count())
        .where(CodeChange.release_id.in_(release_ids))
        .group_by(CodeChange.release_id, CodeChange.kind)
    )
    for release_id, kind, count in rows:
        found[release_id][kind] = count
    return {id_: ChangeCounts(**counts) for id_, counts in found.items()}


@dataclass(frozen=True, slots=True)
class ChangedCode:
    """What a release does to one code, and how the code reads after and before it."""

    code: str
    kind: ChangeKind
    fields: list[str]
    text: str | None
    """None where the release lacks the code, empty where no lawful source gives a text."""
    text_before: str | None
    is_billable: bool | None
    was_billable: bool | None


def list_changes(
    session: Session,
    release_id: UUID,
    kind: ChangeKind | None = None,
    *,
    words: str = "",
    after: str = "",
    limit: int = 1000,
) -> list[ChangedCode]:
    """What a release changes, in the order of codes, of codes after one of them.

    Words narrow it to codes that begin so, or whose text, after or before, has all of them.
    """
    now, before = aliased(CodeVersion), aliased(CodeVersion)
    query = (
        select(CodeChange, now.long_text, before.long_text)
        .join(CodeRelease, CodeRelease.id == CodeChange.release_id)
        .outerjoin(now, and_(now.release_id == CodeRelease.id, now.code == CodeChange.code))
        .outerjoin(
            before,
            and_(before.release_id == CodeRelease.compared_with_id, before.code == CodeChange.code),
        )
        .where(CodeChange.release_id == release_id, CodeChange.code > after)
        .order_by(CodeChange.code)
        .limit(limit)
    )
    if kind is not None:
        query = query.where(CodeChange.kind == kind)
    if words.strip():
        texts = func.concat_ws(" ", now.long_text, before.long_text)
        query = query.where(
            or_(
                CodeChange.code.startswith(words.strip().upper().replace(".", ""), autoescape=True),
                and_(*(texts.icontains(word, autoescape=True) for word in words.split())),
            )
        )
    return [
        ChangedCode(
            change.code,
            ChangeKind(change.kind),
            change.fields,
            text,
            text_before,
            change.is_billable,
            change.was_billable,
        )
        for change, text, text_before in session.execute(query)
    ]


def lost_initials(session: Session, release: CodeRelease, earlier: CodeRelease) -> list[str]:
    """First letters of codes, which are chapters of ICD-10-CM, that only the earlier release has."""
    initial = func.left(CodeVersion.code, 1).label("initial")
    of_earlier = select(initial).where(CodeVersion.release_id == earlier.id)
    of_release = select(initial).where(CodeVersion.release_id == release.id)
    return sorted(session.scalars(of_earlier.except_(of_release)))
