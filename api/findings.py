"""GraphQL of findings: what is to be fixed, where, and by whose rule."""

from typing import Self

import strawberry

from domain import errors

strawberry.enum(errors.Severity)


@strawberry.type(description="Something to fix, in the words of the person who will fix it.")
class Finding:
    code: str
    path: str
    message: str
    fix: str
    source: str
    severity: errors.Severity

    @classmethod
    def of(cls, finding: errors.Finding) -> Self:
        return cls(
            code=finding.code,
            path=finding.path,
            message=finding.message,
            fix=finding.fix,
            source=finding.source,
            severity=finding.severity,
        )
