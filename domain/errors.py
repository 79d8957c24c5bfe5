"""What can be wrong: findings about data, refusals of commands."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tenants.refusals import AlreadyExists, Forbidden, Invalid, NotFound, Refused, WrongState

__all__ = [
    "AlreadyExists", "EditedMeanwhile", "Finding", "Forbidden", "Held", "Invalid", "NotFound", "Refused", "Restricted",
    "Severity",
    "WrongState", "refuse", "refuse_if_any",
]  # fmt: skip


class Severity(StrEnum):
    """An error keeps a claim from leaving; a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to fix, in the words of the person who will fix it."""

    code: str
    path: str
    message: str
    fix: str = ""
    source: str = ""
    severity: Severity = Severity.ERROR


class Restricted(Refused):
    """The patient is hidden from the actor, who may break the glass."""

    code = "restricted"


class EditedMeanwhile(Refused):
    """Somebody else saved after this editor had looked."""

    code = "edited_meanwhile"


class Held(Refused):
    """An edit or a person keeps the claim from leaving."""

    code = "held"


def refuse(obstacle: Refused | None) -> None:
    """Decline for that reason, if there is one."""
    if obstacle is not None:
        raise obstacle


def refuse_if_any(findings: Iterable[Finding], beneath: str = "") -> None:
    """Decline an input in which something was found, naming where: `coverages.0.member_id`.

    Raises:
        Invalid: with the first finding; nobody fixes two at once.
    """
    for finding in findings:
        raise Invalid(finding.message, f"{beneath}{finding.path}")
