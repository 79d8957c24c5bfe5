"""What a rule finds: a fault of one field of one value, told apart by a stable code."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from domain.x12.findings import Level, Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """`path` names the field of `subject`: `charge_cents`, `diagnoses[2].code`."""

    code: str
    subject: Any
    path: str
    message: str
    severity: Severity = Severity.ERROR


def warning(code: str, subject: Any, path: str, message: str) -> Fault:
    """A fault that the receiver may let pass."""
    return Fault(code, subject, path, message, Severity.WARNING)


class CodeSets(Protocol):
    """Whether a code was valid on a day; the product answers from its code-set releases."""

    def diagnosis_is_valid(self, code: str, on: date) -> bool:
        """An ICD-10-CM code without its dot, billable on that day."""
        ...

    def procedure_is_valid(self, code: str, on: date) -> bool:
        """A HCPCS or CPT code."""
        ...


Faults = Iterator[Fault]
Rule = Callable[[Any], Faults]
CodeRule = Callable[[Any, CodeSets], Faults]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of one set: over each value it emits, and over the whole once it is complete."""

    each: tuple[tuple[Level, tuple[Rule, ...]], ...] = ()
    codes: tuple[CodeRule, ...] = ()
    whole: tuple[tuple[Level, tuple[Rule, ...]], ...] = ()
    identity: str = ""
    """The field that two emitted values of one file should not share."""
    tally: Callable[[Any], int] = lambda _: 0
    """What of each emitted value is summed for `balances`."""
    balances: Callable[[Any, int], Faults] | None = None
