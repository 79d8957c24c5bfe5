"""GraphQL of code sets: what a code means on a day of service."""

from datetime import date
from typing import Self

import strawberry

from api.context import Info
from api.doors import query
from api.reading.conditions import bindable
from api.reading.paging import checked_size
from domain.codes import queries
from domain.codes.models import CodeVersion
from domain.codes.systems import CodeSystem
from tenants.permissions import Permission

strawberry.enum(CodeSystem)


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
