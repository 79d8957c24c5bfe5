"""GraphQL of code sets: what a code means on a day of service."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Self

import strawberry
from sqlalchemy.orm import Session

from api.context import Info
from api.doors import query
from api.ids import Id, global_id, key_of
from api.reading.conditions import bindable
from api.reading.paging import checked_size
from domain.codes import codebook, in_memory, models, queries
from domain.codes.changes import ChangeCounts, count_changes_of, list_changes
from domain.codes.models import ChangeKind, CodeVersion, ReleaseState
from domain.codes.systems import CodeSystem
from domain.reports.code_impact import TouchedRecord, impact_of
from tenants.permissions import Permission

MOST_NDCS = 200

for words in (CodeSystem, ReleaseState, ChangeKind):
    strawberry.enum(words)


@strawberry.type(description="A code as it was in force on the day asked about.")
class Code:
    code: str
    is_billable: bool
    short_text: str
    long_text: str
    valid_from_on: date

    @classmethod
    def of(cls, version: CodeVersion) -> Self:
        return cls(
            code=version.code,
            is_billable=version.is_billable,
            short_text=version.short_text,
            long_text=version.long_text,
            valid_from_on=version.valid_from_on,
        )


@strawberry.type(description="A vaccine's NDC, of the carton sold or of the unit used.")
class VaccineProduct:
    ndc: str
    brand_name: str
    unit: str = strawberry.field(description="sale or use")
    cvx_codes: list[str]
    ends_on: date | None = strawberry.field(description="The last day the maker labels it for.")

    @classmethod
    def of(cls, product: codebook.VaccineProduct) -> Self:
        return cls(
            ndc=product.ndc,
            brand_name=product.brand_name,
            unit=product.unit,
            cvx_codes=list(product.cvx_codes),
            ends_on=product.ends_on,
        )


@strawberry.type(description="A published state of a code set, as it was loaded.")
class CodeRelease:
    id: Id
    system: CodeSystem
    version: str
    effective_from_on: date
    state: ReleaseState
    is_embedded: bool
    file_name: str
    sha256: str
    code_count: int
    billable_count: int
    activated_at: datetime | None
    withdrawn_at: datetime | None
    is_in_force: bool = strawberry.field(description="It answers for the day asked about.")
    changes: "CodeChangeCounts"

    @classmethod
    def of(cls, release: models.CodeRelease, counts: ChangeCounts, *, is_in_force: bool) -> Self:
        return cls(
            id=global_id(cls.__name__, release.id),
            system=CodeSystem(release.system),
            state=ReleaseState(release.state),
            is_in_force=is_in_force,
            changes=CodeChangeCounts(**asdict(counts)),
            **{name: getattr(release, name) for name in RELEASE_FIELDS},
        )


RELEASE_FIELDS = (
    "version", "effective_from_on", "is_embedded", "file_name", "sha256", "code_count",
    "billable_count", "activated_at", "withdrawn_at",
)  # fmt: skip


@strawberry.type(description="How much a release changed, against the one before it.")
class CodeChangeCounts:
    added: int
    deleted: int
    ended: int
    lost_billable: int
    gained_billable: int
    revised: int


@strawberry.type(description="One code that a release changed.")
class CodeChange:
    code: str
    kind: ChangeKind
    fields: list[str]
    text: str | None = strawberry.field(description="None where the release lacks the code.")
    text_before: str | None
    is_billable: bool | None
    was_billable: bool | None


@strawberry.type(description="A service, encounter or unsent claim that uses a changed code.")
class CodeTouch:
    id: Id | None
    name: str | None
    served_on: date | None
    code: str
    kind: ChangeKind
    places: list[str] = strawberry.field(
        description="Where a service's template names it: `coding.3.procedure.code`."
    )


@strawberry.type(description="What a release means here: everything that someone should look at.")
class CodeImpact:
    services: list[CodeTouch]
    encounters: list[CodeTouch] = strawberry.field(description="Unsigned.")
    uncoded: list[CodeTouch] = strawberry.field(description="Signed, but without a charge.")
    claims: list[CodeTouch]


@strawberry.type
class CodeQuery:
    @query(Permission.READ_CODES)
    def code(self, info: Info, system: CodeSystem, code: str, on: date) -> Code | None:
        found = queries.resolve(info.context.session, system, bindable(code), on)
        return Code.of(found) if found else None

    @query(Permission.READ_CODES)
    def codes(
        self,
        info: Info,
        system: CodeSystem,
        words: str,
        on: date,
        billable_only: bool = True,
        first: int = 20,
    ) -> list[Code]:
        """Codes that begin with what was typed, else those whose text has all its words."""
        found = queries.search(
            info.context.session,
            system,
            bindable(words),
            on,
            billable_only=billable_only,
            limit=checked_size(first),
        )
        return [Code.of(version) for version in found]

    @query(Permission.READ_CODES, description="Those of the NDCs that are a vaccine's.")
    def vaccine_products(self, info: Info, ndcs: list[str]) -> list[VaccineProduct]:
        codes = in_memory.codebook(info.context.session)
        found = {product.ndc: product for ndc in ndcs[:MOST_NDCS] if (product := codes.ndc(ndc))}
        return [VaccineProduct.of(product) for product in found.values()]

    @query(Permission.READ_CODES, description="Every release that was loaded, newest first.")
    def code_releases(
        self, info: Info, system: CodeSystem | None = None, on: date | None = None
    ) -> list[CodeRelease]:
        releases = queries.list_releases(info.context.session, system)
        return _shown(info.context.session, releases, releases, on)

    @query(Permission.READ_CODES)
    def code_release(self, info: Info, release_id: Id, on: date | None = None) -> CodeRelease:
        session = info.context.session
        release = queries.find_release(session, key_of(release_id))
        beside = queries.list_releases(session, CodeSystem(release.system))
        return _shown(session, [release], beside, on)[0]

    @query(Permission.READ_CODES, description="The codes that a release changed, in their order.")
    def code_changes(
        self,
        info: Info,
        release_id: Id,
        kind: ChangeKind | None = None,
        words: str = "",
        after: str = "",
        first: int = 100,
    ) -> list[CodeChange]:
        """Of codes that begin so or whose text has all the words; `after` is the last code seen."""
        changes = list_changes(
            info.context.session,
            key_of(release_id),
            kind,
            words=bindable(words),
            after=bindable(after),
            limit=checked_size(first),
        )
        return [CodeChange(**asdict(one)) for one in changes]

    @query(Permission.READ_SERVICES, description="What a release touches of this tenant.")
    def code_impact(self, info: Info, release_id: Id) -> CodeImpact:
        impact = impact_of(info.context.session, key_of(release_id))
        return CodeImpact(
            services=[
                CodeTouch(
                    id=global_id("Service", one.service_id) if one.service_id else None,
                    name=one.name,
                    served_on=None,
                    code=one.code,
                    kind=one.kind,
                    places=list(one.places),
                )
                for one in impact.services
            ],
            encounters=[_touch("Encounter", one) for one in impact.encounters],
            uncoded=[_touch("Encounter", one) for one in impact.uncoded],
            claims=[_touch("Claim", one) for one in impact.claims],
        )


def _touch(kind: str, touched: TouchedRecord) -> CodeTouch:
    return CodeTouch(
        id=global_id(kind, touched.id),
        name=None,
        served_on=touched.served_on,
        code=touched.code,
        kind=touched.kind,
        places=[],
    )


def _shown(
    session: Session,
    releases: Sequence[models.CodeRelease],
    beside: Sequence[models.CodeRelease],
    on: date | None,
) -> list[CodeRelease]:
    """Releases among all of their systems, as they stand for a day, today unless another is asked."""
    in_force = queries.in_force_on(beside, on or datetime.now(UTC).date())
    counts = count_changes_of(session, [each.id for each in releases])
    return [
        CodeRelease.of(each, counts[each.id], is_in_force=each.id in in_force) for each in releases
    ]
